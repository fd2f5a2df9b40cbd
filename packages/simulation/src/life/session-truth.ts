import { parseManifest } from "@rigline/manifest";
import type { Random } from "../random.js";
import { equal } from "../world/inode.js";
import type { World } from "../world/world.js";
import { type Computer, FIRST, SECOND } from "./computer.js";
import type { PlannedHandOff } from "../plan/plan.js";
import { selectionOf } from "../plan/selections.js";

export const CENTRAL = "/share/central";
export const SUBJECT = `${CENTRAL}/614173`;
/** What a session is of, and what the manifest says it is of that somebody puts in the place of the first. */
export const PROJECTS = ["Dynamic Routing", "Learning mFISH-V1omFISH"] as const;
export const ENDPOINT = "http://service/api/v2/submit_jobs";

/** Folders of a session, each a modality. */
const MODALITY = "behavior";
export const LATER_MODALITY = "behavior-videos";
const OTHER_MODALITY = "ecephys";

/** What is known of one hand-off of a session by who made it: what the rig says and does is held against this. */
export class SessionTruth {
  readonly plan: PlannedHandOff;
  readonly computer: Computer;
  /** The session's; two parts of one have the same. */
  readonly name: string;
  readonly source: string;
  readonly published: string;
  readonly manifest: string;
  /** What each file was, by its path at the destination; the last is what must not be lost. */
  readonly versions = new Map<string, Uint8Array[]>();
  /** What stays at the rig by the manifest's patterns, by the path that it would have at the destination. */
  readonly leftOut = new Map<string, Uint8Array>();
  #mates: readonly SessionTruth[] = [];
  /** Files that a person has deleted at the source, or may have lost by his own doing at the destination. */
  readonly givenUp = new Set<string>();
  /** Logs of the launcher's of which nobody can say what a power cut leaves. */
  readonly unsure = new Set<string>();
  handedOff = false;
  /** A person has taken the manifest away. */
  withdrawn = false;
  /** A person has taken the manifest away for a while. */
  wasAway = false;
  /** A person has put another manifest in its place. */
  replaced = false;
  /** When a person took the manifest away, in the world's time; undefined while one is there. */
  goneSince: number | undefined;
  /** When a person put another manifest in its place, in the world's time and its operations. */
  replacedAt = Infinity;
  replacedOperation = -Infinity;
  /** When a person last changed a source, by its path. */
  readonly changedAt = new Map<string, number>();
  /** Sources that a person has given other bytes, and left their length and time. */
  readonly quietlyChanged = new Set<string>();
  /** A person has made a folder of the session's name at the destination. */
  nameTaken = false;
  /** A person has changed or deleted what was published. */
  tampered = false;
  /** After so many operations of all processes. */
  tamperedAt = -Infinity;
  /** The same of a source. */
  sourceTouchedAt = -Infinity;
  /** The operation at which somebody last touched a copy on its way. */
  stagedTouchedAt = -Infinity;
  /** When somebody last touched a copy on its way to a store, in the world's time. */
  stagedTouchedMs = -Infinity;
  /** What somebody else has put into the session's place in a store, by its path there, and when. */
  readonly theirs = new Set<string>();
  theirsMs = Infinity;
  /** What copies on their way were made to be without a trace: in the same tick of the file system's clock as was done to them last. */
  readonly unseen: Uint8Array[] = [];
  /** What stood under the manifest's name. A first part of it may be a manifest by itself, and is then another one. */
  readonly manifests = new Set<string>();
  /** Idempotency keys that were posted for the session, each with what was posted. */
  readonly keys: Map<string, string>;
  /** That the service is busy, and for how long, is on record; nobody has put the job back since, nor set the clock. */
  isTold = false;
  /** A rule of the daemon may delete its source. */
  isRetained = false;
  /** The manifest. */
  text = "";

  constructor(plan: PlannedHandOff, name: string, source: string, others: readonly SessionTruth[] = []) {
    this.plan = plan;
    this.computer = plan.partOf === undefined ? FIRST : SECOND;
    this.name = name;
    this.source = source;
    this.published = `${SUBJECT}/${name}`;
    this.manifest = `${this.computer.flagFolder}/manifest_${name}.${plan.by === "launcher" ? "yaml" : "yml"}`;
    const mates = [...(others[0]?.mates ?? []), this];
    for (const mate of mates) mate.#mates = mates;
    this.keys = others[0]?.keys ?? new Map<string, string>();
  }

  /** All hand-offs of the session, this one among them. */
  get mates(): readonly SessionTruth[] {
    return this.#mates;
  }

  /** What gets its final name by itself, relative to that: each modality and metadata file, or all at once. */
  get pieces(): readonly string[] {
    if (this.#mates.length === 1 && this.plan.later?.publishFirst !== true) return [""];
    return [...new Set([...this.versions.keys()].map((path) => path.split("/", 1)[0] ?? ""))];
  }

  /** Takes down what was recorded, or what somebody has made of it. */
  note(path: string, bytes: Uint8Array): void {
    if (this.#leaves(path)) this.leftOut.set(path, bytes);
    else this.add(path, bytes);
  }

  /** Metadata files are named one by one, and always taken. */
  #leaves(path: string): boolean {
    return path.includes("/") && selectionOf(this.plan.selection)?.leaves(path) === true;
  }

  latest(path: string): Uint8Array {
    return this.versions.get(path)?.at(-1) ?? new Uint8Array(0);
  }

  add(path: string, bytes: Uint8Array): void {
    const versions = this.versions.get(path);
    if (versions === undefined) this.versions.set(path, [bytes]);
    else versions.push(bytes);
  }

  /** Takes down what the manifest, which has just got its name, hands off; returns the paths. */
  noteHandOff(world: World): ReadonlySet<string> {
    this.handedOff = true;
    this.text = Buffer.from(world.find(this.manifest)?.data ?? "").toString();
    const { modalities, schemas } = parseManifest(this.text).manifest;
    this.manifests.add(this.text);
    const listed = [...Object.values(modalities).flat(), ...schemas];
    const paths = new Set<string>();
    for (const path of listed)
      for (const [file, node] of world.filesAt(path)) {
        const at = file.slice(this.source.length + 1);
        if (this.#leaves(at)) continue;
        paths.add(at);
        if (this.unsure.has(at)) continue;
        // Published again, after a power cut took the manifest, it hands off what is there now.
        if (!equal(this.latest(at), node.data) || !this.versions.has(at)) this.add(at, node.data);
      }
    return paths;
  }
}

/**
 * So much of a manifest as is written first. Of one that names only a part of what it will, and is a manifest all the same, nobody
 * can tell whether it goes on, unless its form is a known program's: such a line is never written to its end alone.
 */
export function firstPart(text: string, share: number): string {
  const part = text.slice(0, Math.floor(text.length * share));
  const isWhole = part.includes("\nschemas: ") || !isManifest(part);
  return isWhole ? part : part.trimEnd().slice(0, -1);
}

export function isManifest(text: string): boolean {
  try {
    parseManifest(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether somebody has renamed a computer's flag folder; what is there now is not it. */
export function isFlagFolderAway(world: World, { flagFolder }: Computer): boolean {
  return world.find(flagFolder) === undefined || world.find(`${flagFolder}-away`) !== undefined;
}

/** A session, or a part of one, whose data is on the rig's disk, and whose manifest somebody will write. */
export function recordByHand(
  plan: PlannedHandOff,
  others: readonly SessionTruth[],
  world: World,
  random: Random,
): SessionTruth {
  const mates = others.filter((one) => one.plan.name === plan.partOf);
  const name = mates[0]?.name ?? plan.name;
  const computer = plan.partOf === undefined ? FIRST : SECOND;
  const source = `${plan.inPlace ? SUBJECT : `${computer.dataFolder}/614173`}/${name}`;
  const session = new SessionTruth(plan, name, source, mates);
  for (const [path, size] of recordedFiles(plan)) session.note(path, randomBytes(size, random));
  session.note(metadataFile(plan), Buffer.from(`{"name":"${plan.name}"}`));
  for (const [path, bytes] of [
    ...session.leftOut,
    ...[...session.versions].map(([path, [first]]) => [path, first] as const),
  ])
    world.put(`${session.source}/${path}`, bytes ?? "");
  return session;
}

/** The session's metadata; of the other part of one its own. */
export function metadataFile({ partOf }: PlannedHandOff): string {
  return partOf === undefined ? "session.json" : `${OTHER_MODALITY}.json`;
}

/** The modalities of a hand-off, the one that waits last. */
export function modalitiesOf({ later, partOf }: PlannedHandOff): readonly string[] {
  return [partOf === undefined ? MODALITY : OTHER_MODALITY, ...(later === undefined ? [] : [LATER_MODALITY])];
}

/** Bytes, by path below the session's folder. */
export function recordedFiles(plan: PlannedHandOff): readonly (readonly [path: string, bytes: number])[] {
  const [modality = MODALITY, second] = modalitiesOf(plan);
  const below = (folder: string, files: Readonly<Record<string, number>>) =>
    Object.entries(files).map(([path, bytes]) => [`${folder}/${path}`, bytes] as const);
  return [...below(modality, plan.files), ...(second === undefined ? [] : below(second, plan.later?.files ?? {}))];
}

export function randomBytes(size: number, random: Random): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let index = 0; index < size; index += 1) bytes[index] = random.below(256);
  return bytes;
}
