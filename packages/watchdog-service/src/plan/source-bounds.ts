import { join } from "node:path";
import {
  type Disk,
  type DiskEntry,
  inspectReal,
  isSame,
  KnownFolders,
  lineage,
  realPlace,
} from "@rigline/foundation/disk";
import { mark } from "@rigline/foundation/marks";
import type { RiglineError } from "@rigline/foundation/errors";
// Not by way of the whole package, which costs each worker 14 MB.
import { RIGLINE_FOLDER } from "@rigline/manifest/places";
import type { QueueFolders } from "./copy-plan.js";
import { planError } from "./plan-errors.js";

/** Makes the refusal of a source of which a folder was found. */
type Refusal = (source: string) => RiglineError;

interface Place {
  readonly path: string;
  readonly entry: DiskEntry;
}

interface Bound extends Place {
  readonly refuse: Refusal;
}

/**
 * The folders that no source may be, hold, or lie in. They are told by what they are and not by how they are called: a link,
 * a bind mount or a share's second letter leads to the same folder under a name that says nothing.
 */
export class SourceBounds {
  /** The target and the flag folder, with all that is above them. */
  readonly #held = new KnownFolders<Bound>();
  readonly #records = new KnownFolders<Bound>();

  /** `target` undefined: it is no folder. */
  constructor(disk: Disk, target: string | undefined, { flagFolder, completeFolder }: QueueFolders) {
    if (target !== undefined)
      this.#hold(disk, target, (source) =>
        planError("SOURCE_CONTAINS_DESTINATION", {
          what: `the destination lies inside the source ${source}`,
          where: { file: source },
          why: `what is published as ${target} would be copied with it`,
        }),
      );
    for (const folder of [flagFolder, completeFolder]) {
      const refuse: Refusal = (source) =>
        planError("SOURCE_HOLDS_QUEUE", {
          what: `the source ${source} holds ${folder}, where manifests are kept`,
          where: { file: source },
        });
      this.#hold(disk, folder, refuse);
    }
    for (const records of recordFolders(flagFolder)) {
      const refuse: Refusal = (source) =>
        planError("SOURCE_HOLDS_QUEUE", {
          what: `the source ${source} lies in ${records}, Rigline's own records`,
          where: { file: source },
        });
      const entry = inspectReal(disk, records);
      if (entry !== undefined) this.#records.add(entry, { path: records, entry, refuse });
    }
  }

  /** Throws when a source begins where none may. `root`: links resolved. */
  requireOutside(disk: Disk, root: string, source: string): void {
    for (const place of lineage(disk, root)) refuseBound(disk, this.#records, place, source);
  }

  /** Throws when a folder of a source is one that the source must not hold. */
  requireNotHeld(disk: Disk, folder: Place, source: string): void {
    refuseBound(disk, this.#held, folder, source);
  }

  #hold(disk: Disk, path: string, refuse: Refusal): void {
    for (const place of lineage(disk, realPlace(disk, path).existing))
      if (place.entry.kind === "folder" && this.#held.find(place.entry) === undefined)
        this.#held.add(place.entry, { ...place, refuse });
  }
}

function refuseBound(disk: Disk, bounds: KnownFolders<Bound>, place: Place, source: string): void {
  const bound = bounds.find(place.entry);
  if (bound !== undefined && isReally(disk, place, bound)) throw bound.refuse(source);
}

/** Of two folders that look like one: where they are on two devices, what is in them tells. */
function isReally(disk: Disk, one: Place, other: Place): boolean {
  return one.entry.device === other.entry.device || !haveNothingInCommon(disk, one.path, other.path);
}

/** Throws DESTINATION_IS_QUEUE when data would be published among manifests or in Rigline's own records. */
export function requireNoQueue(disk: Disk, destination: string, { flagFolder, completeFolder }: QueueFolders): void {
  const { existing, rest } = realPlace(disk, destination);
  const line = lineage(disk, existing);
  const itself = rest.length === 0 ? line.slice(0, 1) : [];
  const find = (folders: readonly string[], among: typeof line): string | undefined =>
    folders.find((folder) => {
      const known = inspectReal(disk, folder);
      const isIt = (place: Place): boolean =>
        known !== undefined && isSame(place.entry, known) && isReally(disk, place, { path: folder, entry: known });
      return among.some(isIt);
    });
  // A folder of its own beside the manifests is left to whoever chose it.
  const folder = find([flagFolder, completeFolder], itself) ?? find(recordFolders(flagFolder), line);
  if (folder === undefined) return;
  throw planError("DESTINATION_IS_QUEUE", {
    what: `the destination ${destination} is no place for data`,
    where: { file: destination },
    why: `it is, or lies in, ${folder}`,
  });
}

/** Folders of two devices may have one number and one time of their last change by chance, but then not one name in both. */
function haveNothingInCommon(disk: Disk, one: string, other: string): boolean {
  const [names, others] = [disk.list(one), new Set(disk.list(other))];
  if (names.length + others.size === 0 || names.some((name) => others.has(name))) return false;
  mark("plan: two folders that only look like one are told apart by what is in them");
  return true;
}

/** Each of them: of a mount that shows one of them the folders above tell nothing. */
function recordFolders(flagFolder: string): readonly string[] {
  const records = join(flagFolder, RIGLINE_FOLDER);
  return [records, join(records, "jobs")];
}
