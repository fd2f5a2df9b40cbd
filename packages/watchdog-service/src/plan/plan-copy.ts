import { createHash } from "node:crypto";
import { basename, join, resolve } from "node:path";
import { type Disk, type DiskEntry, inspectReal, isSame } from "@rigline/foundation/disk";
import { isRemotePlace, placeIn } from "@rigline/foundation/paths";
import { isNothing } from "@rigline/foundation/platform";
import { Chooser } from "@rigline/manifest/selection";
import { addSource, type AddOptions } from "./add-source.js";
import { checkRequest, checkTarget } from "./check-request.js";
import { describeChoice, describeUnmatched } from "./describe-choice.js";
import type { CopyPlan, CopyRequest, PlannedFile, QueueFolders } from "./copy-plan.js";
import { planError } from "./plan-errors.js";
import { PlanTree } from "./plan-tree.js";
import { Refusals } from "./refusals.js";
import { requireNoQueue, SourceBounds } from "./source-bounds.js";

/**
 * Looks at everything a manifest names and says what will be copied where: modalities to
 * `<destination>/<name>/<modality>/<contents>`, schemas to `<destination>/<name>/`. Reads no file's content. Throws the
 * errors of `plan-errors.ts`.
 */
export function planCopy(disk: Disk, request: CopyRequest, queue: QueueFolders): CopyPlan {
  checkRequest(request);
  const target = targetFolder(request);
  // A store that is no file system can be no source, and holds none.
  const folder = isRemotePlace(target) ? undefined : target;
  if (folder !== undefined) requireNoQueue(disk, request.destination, queue);
  const bounds = new SourceBounds(disk, folder, queue);
  const tree = new PlanTree();
  const refusals = new Refusals();
  const chooser = new Chooser(request.selection);
  const notLate = new Set(request.notLate);
  const isAfterEnd: AddOptions["isLate"] = (source, { bornNs }) =>
    request.until !== undefined && bornNs !== undefined && bornNs > request.until && !notLate.has(source);
  const roots: { source: string; path: string }[] = [];
  const add = (
    source: string,
    choice: Chooser,
    isLate: AddOptions["isLate"],
    placeOf: (isFolder: boolean) => string,
  ): void => {
    const root = rootOf(disk, source);
    const path = placeOf(root.isFolder);
    bounds.requireOutside(disk, root.path, source);
    roots.push({ source: root.path, path });
    const onFolder: AddOptions["onFolder"] = (folder) => bounds.requireNotHeld(disk, folder, source);
    addSource(disk, tree, root.path, path, { chooser: choice, onFolder, refusals, isLate });
  };
  for (const [modality, sources] of Object.entries(request.modalities)) {
    tree.addFolder(modality, request.name);
    for (const source of sources)
      add(source, chooser, isAfterEnd, (isFolder) => (isFolder ? modality : `${modality}/${basename(source)}`));
  }
  const all = new Chooser();
  for (const schema of request.schemas)
    add(
      schema,
      all,
      () => false,
      () => basename(resolve(schema)),
    );
  refusals.throwFound();
  const { folders, traits, files, leftOut, late } = tree;
  const warnings = [...tree.warnings, ...(chooser.isChoosy ? describeChoice(request, tree) : [])];
  const unmatched = describeUnmatched(chooser, tree);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const inPlace = folder === undefined ? undefined : findInPlace(disk, folder, concat(roots, files));
  return { target, folders, traits, files, leftOut, late, warnings, unmatched, bytes, inPlace };
}

/** `<destination>/<name>`, after checking that the two say a place and no way out of it. */
export function targetFolder(request: Pick<CopyRequest, "name" | "destination">): string {
  checkTarget(request);
  const { destination, name } = request;
  return isRemotePlace(destination) ? placeIn(destination, name) : join(resolve(destination), name);
}

function rootOf(disk: Disk, source: string): { readonly path: string; readonly isFolder: boolean } {
  try {
    const path = disk.realPath(source);
    return { path, isFolder: disk.inspect(path).kind === "folder" };
  } catch (error) {
    if (isNothing(error))
      throw planError("SOURCE_MISSING", { what: `${source} does not exist`, where: { file: source }, cause: error });
    throw planError("SOURCE_UNREADABLE", { what: `${source} can't be read`, where: { file: source }, cause: error });
  }
}

function* concat<Item>(...lists: readonly (readonly Item[])[]): Iterable<Item> {
  for (const list of lists) yield* list;
}

/** A source and where its copy is to stand, relative to the target. */
interface Placed {
  readonly source: string;
  readonly path: string;
}

/** The first of these sources that is the very file or folder at its own target. Looks at nothing when there is no target. */
function findInPlace(disk: Disk, target: string, placed: Iterable<Placed>): string | undefined {
  if (inspectReal(disk, target) === undefined) return undefined;
  for (const { source, path } of placed) {
    const [there, here] = [inspectReal(disk, join(target, path)), inspectReal(disk, source)];
    if (isThere(there) && isThere(here) && isSame(there, here)) return source;
  }
  return undefined;
}

function isThere(entry: DiskEntry | undefined): entry is DiskEntry {
  return entry !== undefined;
}

/** Equal for two plans exactly when they would copy the same files, untouched, to the same places. */
export function digestPlan({ folders, files }: CopyPlan): string {
  const hash = createHash("sha256");
  for (const folder of folders) hash.update(`${folder}\0\n`);
  // Some hundred at once: the way into the hash takes longer than the hash.
  for (let from = 0; from < files.length; from += AT_ONCE)
    hash.update(
      files
        .slice(from, from + AT_ONCE)
        .map(lineOf)
        .join(""),
    );
  return hash.digest("hex");
}

const AT_ONCE = 200;

function lineOf({ path, source, bytes, modified, identity }: PlannedFile): string {
  return `${path}\0${source}\0${bytes}\0${modified}\0${identity}\n`;
}
