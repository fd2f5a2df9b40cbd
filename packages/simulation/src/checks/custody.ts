import { dirname } from "node:path";
import { SUBJECT, type SessionTruth } from "../life/session-truth.js";
import type { Actor } from "../world/actor.js";
import { equal, type Inode } from "../world/inode.js";
import type { Operation } from "../world/operation.js";
import type { SimulatedService } from "../world/simulated-service.js";
import type { Deed, World } from "../world/world.js";
import { isListed, lookAtList } from "./checksum-list.js";
import { filesBelow, isNameSafe, isSafe } from "./durable.js";
import { isGrowing, isStore, sessionFiles } from "./published.js";
import type { Report } from "./violation.js";

/** Operations between the last look at a copy and the deletion of its source, and between that at a tree and its rename, at most. */
const MOST_LOOKS = 10;
const MOST_LOOKS_AT_TREE = 40;

const TAKING_BACK: readonly Operation[] = ["removeFile", "truncate"];

/** Holds that what is published is whole, that nothing is lost, and that nothing is deleted too early. */
export class Custody {
  readonly #world: World;
  readonly #service: SimulatedService;
  readonly #sessions: readonly SessionTruth[];
  readonly #hasLists: boolean;
  readonly #report: Report;

  /** `hasLists`: a list of sums is to lie in each published session. */
  constructor(
    world: World,
    service: SimulatedService,
    { sessions, hasLists }: { readonly sessions: readonly SessionTruth[]; readonly hasLists: boolean },
    report: Report,
  ) {
    this.#world = world;
    this.#hasLists = hasLists;
    this.#service = service;
    this.#sessions = sessions;
    this.#report = report;
  }

  /** After each deed of a process. */
  after({ operation, path, to, node }: Deed): void {
    const place = to ?? path;
    for (const session of this.#sessions) {
      if (place === session.manifest && (operation === "rename" || operation === "link")) this.#handedOff(session);
      if (place.startsWith(session.published)) this.#changed(session, operation, place);
      if (operation === "removeFile" && node !== undefined) this.#sourceRemoved(session, path, node);
    }
  }

  #changed(session: SessionTruth, operation: Operation, place: string): void {
    for (const piece of session.pieces) {
      const target = placeOf(session, piece);
      if (place === target && (operation === "rename" || operation === "link")) {
        this.#wholePiece(session, piece, "is published");
        if (piece === "") this.#listed(session);
      } else if (place.startsWith(`${target}/`) && operation !== "sync" && operation !== "syncFolder")
        this.#wholePiece(session, piece, `is changed by ${operation} after it was published`);
    }
  }

  /**
   * After an operation that the system refused. A log that the launcher could neither flush nor take back may be there after a power cut or
   * not, whole or in part; the launcher says so, and holds back no data for it.
   */
  refused({ kind }: Actor, operation: Operation, path: string): void {
    if (kind !== "launcher" || !TAKING_BACK.includes(operation) || !path.includes("/Logs/.launcher/")) return;
    for (const session of this.#sessions)
      if (path.startsWith(`${session.source}/`)) session.unsure.add(path.slice(session.source.length + 1));
  }

  /** S8: of what the experiment has recorded, nothing stays behind. */
  #handedOff(session: SessionTruth): void {
    const recorded = [...session.versions.keys()];
    const listed = session.noteHandOff(this.#world);
    for (const path of recorded)
      if (!listed.has(path) && !session.givenUp.has(path))
        this.#report("S8", `${session.name} is handed off without ${path}`);
  }

  /** Of what gets its final name by itself that which has none. */
  missing(session: SessionTruth): readonly string[] {
    const root = this.#world.find(session.published);
    return session.pieces.filter(
      (piece) =>
        root === undefined || isGrowing(root, piece) || this.#world.find(placeOf(session, piece)) === undefined,
    );
  }

  /** S1: what stands under a session's final name is whole, and stays whole if the power is cut now. */
  published(session: SessionTruth, when: string): void {
    for (const piece of session.pieces) this.#wholePiece(session, piece, when);
  }

  #wholePiece(session: SessionTruth, piece: string, when: string): void {
    const root = this.#world.find(session.published);
    if (root === undefined || session.tampered || isGrowing(root, piece)) return;
    // Between the last look at a copy and its rename nobody can keep others out.
    session.tampered = this.#world.operations - session.stagedTouchedAt < MOST_LOOKS_AT_TREE;
    if (session.tampered) return;
    const found = filesOf(root, piece);
    const list = piece === "" ? lookAtList(found) : undefined;
    const { flushRefusal } = root.volume.personality;
    // Without a flush nothing survives for sure; that is told, and no source is deleted for it.
    if (flushRefusal !== undefined && root.volume.cuts > 0) return;
    for (const [path, versions] of session.versions) {
      if (!isIn(piece, path)) continue;
      const file = found.get(path);
      found.delete(path);
      if (file === undefined) {
        if (!session.givenUp.has(path)) this.#report("S1", `${session.name} ${when}, without ${path}`);
      } else if (!versions.some((bytes) => equal(bytes, file.data))) {
        // Nobody can tell, for all that the system says of it.
        session.tampered = session.unseen.some((bytes) => equal(bytes, file.data));
        if (session.tampered) return;
        this.#report("S1", `${session.name} ${when}, and ${path} is not what was handed off`);
      } else if (flushRefusal === undefined && !this.#survives(root, piece, path, file))
        this.#report("S1", `${session.name} ${when}, and ${path} would not survive a power cut`);
    }
    if (list?.isTrue === false) this.#report("S1", `${session.name} ${when}, and its list is not of what is there`);
    else if (list !== undefined && flushRefusal === undefined && !this.#survives(root, piece, list.path, list.file))
      this.#report("S1", `${session.name} ${when}, and its list would not survive a power cut`);
    for (const path of found.keys())
      if (!session.unsure.has(path)) this.#report("S1", `${session.name} ${when}, with ${path} that nobody handed off`);
  }

  /** S1: whoever finds a session has a list to hold it against. */
  #listed(session: SessionTruth): void {
    const root = this.#world.find(session.published);
    if (root === undefined || session.tampered || !this.#hasLists) return;
    if (!isListed(root)) this.#report("S1", `${session.name} is published without its list`);
  }

  /** Whether what stands under a session's final name is something else than what the manifest names by now. */
  differs(session: SessionTruth): boolean {
    const root = this.#world.findAnywhere(session.published);
    if (root === undefined) return false;
    if (session.nameTaken) return true;
    const found = sessionFiles(root);
    lookAtList(found);
    // What somebody put among the copies when they were about to be published, nobody could keep out.
    if (session.tampered && [...found.keys()].some((path) => !session.versions.has(path))) return true;
    const missing = this.missing(session);
    return [...session.versions.keys()].some((path) => {
      // What is not there is in nobody's way; what is there has to be whole.
      if (missing.some((piece) => isIn(piece, path))) return false;
      const file = found.get(path);
      if (file === undefined || !equal(file.data, session.latest(path))) return true;
      // The manifest names its folder, from which somebody has deleted it since it was published.
      return session.givenUp.has(path) && this.#world.find(`${session.source}/${path}`) === undefined;
    });
  }

  /** S2, after a power cut: each byte of a session is somewhere, and what it leaves at the rig is there. */
  afterCrash(): void {
    for (const session of this.#sessions) {
      for (const [path, bytes] of session.leftOut) {
        const file = this.#world.find(`${session.source}/${path}`);
        if (!session.givenUp.has(path) && (file === undefined || !equal(file.data, bytes)))
          this.#report("S2", `${path} of ${session.name}, which was to stay at the rig, is lost`);
      }
      for (const path of session.versions.keys())
        if (!session.givenUp.has(path) && !this.#isSomewhere(session, path))
          this.#report("S2", `${path} of ${session.name} is lost: neither at its source nor at its destination`);
    }
  }

  #isSomewhere(session: SessionTruth, path: string): boolean {
    const latest = session.latest(path);
    const subject = this.#world.findAnywhere(SUBJECT);
    const roots = [this.#world.find(session.source), ...(subject?.entries.values() ?? [])].flatMap((one) =>
      one === undefined ? [] : "node" in one ? [one.node] : [one],
    );
    return roots.some((root) => root.kind === "folder" && hasFile(root, path, latest));
  }

  /** S3: deleted is only what was asked for, is safe where it was brought, and was taken by the service. */
  #sourceRemoved(session: SessionTruth, path: string, node: Inode): void {
    const real = this.#world.locate(dirname(path), true).path;
    if (!real.startsWith(`${session.source}/`) && real !== session.source) return;
    const name = `${real}/${path.slice(path.lastIndexOf("/") + 1)}`.slice(session.source.length + 1);
    const who = `${name} of ${session.name}`;
    if (session.leftOut.has(name)) this.#report("S3", `${who} was deleted, and was to stay at the rig`);
    if (!session.versions.has(name)) return;
    if (!session.plan.deleteSource && !session.isRetained)
      this.#report("S3", `${who} was deleted, and nobody had asked for it`);
    if (session.plan.submits && ![...session.keys.keys()].some((key) => this.#service.taken.has(key)))
      this.#report("S3", `${who} was deleted before the service had taken the job`);
    // What somebody does to a copy between the last look at it and the deletion, nobody can know.
    const touchedAt = Math.max(session.tamperedAt, session.sourceTouchedAt, this.#world.cutAt);
    if (this.#world.operations - touchedAt < MOST_LOOKS) {
      // What somebody made of it in that moment is gone with it, and nobody could have kept it.
      if (session.sourceTouchedAt === touchedAt) session.givenUp.add(name);
      return;
    }
    const root = this.#world.findAnywhere(session.published);
    const above = this.#world.findAnywhere(SUBJECT);
    const isPublished =
      root !== undefined && !session.pieces.some((piece) => isIn(piece, name) && isGrowing(root, piece));
    if (!isPublished || above === undefined) return this.#report("S3", `${who} was deleted, and is not published`);
    if (root.volume.personality.flushRefusal !== undefined)
      return this.#report("S3", `${who} was deleted, although its copy can't be flushed`);
    const isThere = isNameSafe(above, session.name, { name: session.name, node: root });
    if (!isThere || !isSafe(root, name, node.data))
      this.#report("S3", `${who} was deleted, and its copy would not survive a power cut`);
  }

  /**
   * Whether a file of a piece would, once the piece's own name is on the device. On a volume with an order, a name that waits for the device
   * goes there before the rename that follows it.
   */
  #survives(root: Inode, piece: string, path: string, file: Inode): boolean {
    if (file.volume.personality.isOrdered || path === piece) return file.isDurable;
    if (piece === "") return isSafe(root, path, file.data);
    const folder = root.volume.get(root, piece)?.node;
    return folder !== undefined && isSafe(folder, path.slice(piece.length + 1), file.data);
  }
}

function placeOf({ published }: SessionTruth, piece: string): string {
  return piece === "" ? published : `${published}/${piece}`;
}

function isIn(piece: string, path: string): boolean {
  return piece === "" || path === piece || path.startsWith(`${piece}/`);
}

/** Of what stands under a session's name the files of one piece of it, by their paths there. */
function filesOf(root: Inode, piece: string): Map<string, Inode> {
  if (piece === "" || isStore(root)) {
    const found = sessionFiles(root);
    for (const path of found.keys()) if (!isIn(piece, path)) found.delete(path);
    return found;
  }
  const node = root.volume.get(root, piece)?.node;
  if (node === undefined) return new Map();
  return node.kind === "folder" ? filesBelow(node, `${piece}/`) : new Map([[piece, node]]);
}

function hasFile(root: Inode, path: string, bytes: Uint8Array): boolean {
  let node: Inode | undefined = root;
  for (const part of path.split("/")) node = node === undefined ? undefined : node.volume.get(node, part)?.node;
  return node !== undefined && node.kind === "file" && equal(node.data, bytes);
}
