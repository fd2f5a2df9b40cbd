import { basename, dirname } from "node:path";
import { jobJournalPath, RIGLINE_FOLDER } from "@rigline/manifest";
import { SUBJECT, type SessionTruth } from "../life/session-truth.js";
import { FIRST } from "../life/computer.js";
import { equal, type Inode } from "../world/inode.js";
import type { Operation } from "../world/operation.js";
import type { Post, SimulatedService } from "../world/simulated-service.js";
import type { Deed, World } from "../world/world.js";
import { filesBelow } from "./durable.js";
import { projectOf } from "./keys.js";
import type { Report } from "./violation.js";

/** What is under way when somebody takes a manifest away, or puts another in its place, takes no longer than this. */
const HEARD_MS = 500;
/** The same of a source that somebody changes: between the last look at it and the rename of its copy. */
const SEEN_MS = 250;
/** Operations between the last look at a manifest and its move. */
const MOST_LOOKS = 10;

const WRITES: readonly Operation[] = ["create", "write", "truncate", "rename", "link", "removeFile"];

/** S9: what somebody does to a manifest, or to what it names, counts; and what is archived stays. */
export class Manifests {
  readonly #world: World;
  readonly #service: SimulatedService;
  readonly #sessions: readonly SessionTruth[];
  readonly #report: Report;
  /** When each unfinished copy was begun, by its path. */
  readonly #begun = new Map<string, number>();
  /** By their paths. */
  readonly #archived = new Map<string, Inode>();

  constructor(world: World, service: SimulatedService, sessions: readonly SessionTruth[], report: Report) {
    this.#world = world;
    this.#service = service;
    this.#sessions = sessions;
    this.#report = report;
  }

  /** After each deed of a process. */
  after({ actor, operation, path, to, node, since }: Deed): void {
    const { elapsed } = this.#world.time;
    if (operation === "makeFolder" && path.startsWith(`${SUBJECT}/.rigline-`)) this.#begun.set(path, elapsed);
    for (const session of this.#sessions) {
      if ((to ?? path) === session.manifest) session.goneSince = undefined;
      if (operation === "rename" && to === session.published) this.#published(session, path, since ?? elapsed);
      if (operation === "rename" && path === session.manifest && node !== undefined)
        this.#isArchived(session, to ?? "", node);
      if (operation === "removeFile" && actor.kind === "worker") this.#removed(session, path);
      if (actor.kind === "launcher" && WRITES.includes(operation)) this.#written(session, to ?? path);
    }
  }

  /** When a post is begun. */
  posted({ body }: Post): void {
    for (const session of this.#sessions) {
      // Of a session of two computers the first posts.
      if (!body.includes(`/${session.name}/`) || session.computer !== FIRST) continue;
      if (this.#isGone(session)) this.#report("S9", `${session.name} is posted, and its manifest was taken away`);
      if (this.#isReplaced(session) && projectOf(body) !== projectOf(session.text))
        this.#report("S9", `${session.name} is posted as a manifest has it that was replaced`);
    }
  }

  /** A power cut may have taken what was archived and not flushed. */
  afterCrash(): void {
    for (const [path, node] of this.#archived) if (this.#world.find(path) !== node) this.#archived.delete(path);
  }

  #published(session: SessionTruth, staging: string, at: number): void {
    const { name } = session;
    if (this.#isGone(session, at)) this.#report("S9", `${name} is published, and its manifest was taken away`);
    if (this.#isReplaced(session) && (this.#begun.get(staging) ?? Infinity) < session.replacedAt)
      this.#report("S9", `${name} is published as a manifest has it that was replaced`);
    const root = this.#world.find(session.published);
    if (root === undefined || session.tampered) return;
    for (const [path, { data }] of filesBelow(root)) {
      // Of a copy that somebody has changed without a trace nobody can tell.
      if (session.unseen.some((bytes) => equal(bytes, data))) continue;
      const changedAt = session.changedAt.get(path) ?? Infinity;
      if (at - changedAt > SEEN_MS && !equal(data, session.latest(path)))
        this.#report("S9", `${name} is published with ${path} as it was before somebody changed it`);
    }
  }

  #removed(session: SessionTruth, path: string): void {
    if (!this.#isGone(session) && !this.#isReplaced(session)) return;
    if (!`${this.#world.locate(dirname(path), true).path}/`.startsWith(`${session.source}/`)) return;
    if (this.#isGone(session)) this.#report("S9", `${path} was deleted, and the manifest that asked for it taken away`);
    else if (session.plan.submits && !this.#isTaken(session, session.text))
      this.#report("S9", `${path} was deleted for a manifest that was replaced`);
  }

  /** S7: for as long as anything tells that a session was handed off, its launcher leaves its data alone. */
  #written({ name, source, manifest, handedOff }: SessionTruth, path: string): void {
    if (!handedOff || !path.startsWith(`${source}/`) || path.startsWith(`${source}/${RIGLINE_FOLDER}`)) return;
    const tells = [
      manifest,
      `${FIRST.completeFolder}/${basename(manifest)}`,
      jobJournalPath(FIRST.flagFolder, manifest),
      `${source}/${RIGLINE_FOLDER}/hand-off.json`,
    ];
    if (tells.some((place) => this.#world.find(place) !== undefined))
      this.#report("S7", `${path} is written after ${name} was handed off`);
  }

  #isArchived(session: SessionTruth, to: string, node: Inode): void {
    if (!to.startsWith(`${session.computer.completeFolder}/`)) return;
    const before = this.#archived.get(to);
    if (before !== undefined && before !== node) this.#report("S9", `${to} is replaced by another archived manifest`);
    this.#archived.set(to, node);
    const isSeen = this.#world.operations - session.replacedOperation > MOST_LOOKS;
    if (session.plan.submits && isSeen && !this.#isTaken(session, Buffer.from(node.data).toString()))
      this.#report("S9", `${session.manifest} is archived, and the service has no job by it`);
  }

  #isGone({ goneSince }: SessionTruth, at = this.#world.time.elapsed): boolean {
    return goneSince !== undefined && at - goneSince > HEARD_MS;
  }

  #isReplaced({ replacedAt }: SessionTruth): boolean {
    return this.#world.time.elapsed - replacedAt > HEARD_MS;
  }

  /** Of a session of two computers by the first one's manifest. */
  #isTaken({ keys, computer }: SessionTruth, manifest: string): boolean {
    return [...keys].some(
      ([key, body]) => (computer !== FIRST || projectOf(body) === projectOf(manifest)) && this.#service.taken.has(key),
    );
  }
}
