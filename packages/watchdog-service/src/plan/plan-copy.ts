import { basename, isAbsolute, join, relative, resolve, sep } from "node:path";
import { errorCode, type Disk } from "../platform/disk.js";
import type { CopyPlan, CopyRequest } from "./copy-plan.js";
import { checkRequest, checkTarget } from "./check-request.js";
import { planError } from "./plan-errors.js";
import { PlanTree } from "./plan-tree.js";
import { addSource } from "./add-source.js";

/**
 * Looks at everything a manifest names and says what will be copied where: modalities to
 * `<destination>/<name>/<modality>/<contents>`, schemas to `<destination>/<name>/`. Reads no file's content. Throws the
 * errors of `plan-errors.ts`.
 */
export function planCopy(disk: Disk, request: CopyRequest): CopyPlan {
  checkRequest(request);
  const target = targetFolder(request);
  const tree = new PlanTree();
  for (const [modality, sources] of Object.entries(request.modalities)) {
    tree.addFolder(modality, request.name);
    for (const source of sources) {
      const root = rootOf(disk, source, request.destination);
      if (root.isFolder) addSource(disk, tree, root.path, modality);
      else addSource(disk, tree, root.path, `${modality}/${basename(source)}`);
    }
  }
  for (const schema of request.schemas) {
    const root = rootOf(disk, schema, request.destination);
    addSource(disk, tree, root.path, basename(resolve(schema)));
  }
  const { folders, files, warnings } = tree;
  return { target, folders, files, warnings, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}

/** `<destination>/<name>`, after checking that the two say a place and no way out of it. */
export function targetFolder(request: Pick<CopyRequest, "name" | "destination">): string {
  checkTarget(request);
  return join(resolve(request.destination), request.name);
}

function rootOf(
  disk: Disk,
  source: string,
  destination: string,
): { readonly path: string; readonly isFolder: boolean } {
  try {
    const path = disk.realPath(source);
    const isFolder = disk.inspect(path).kind === "folder";
    if (isFolder && contains(path, resolve(destination)))
      throw planError("SOURCE_CONTAINS_DESTINATION", {
        what: `the destination ${destination} lies inside the source ${source}`,
      });
    return { path, isFolder };
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR")
      throw planError("SOURCE_MISSING", { what: `${source} does not exist`, where: { file: source }, cause: error });
    if (errorCode(error)?.startsWith("E") === true)
      throw planError("SOURCE_UNREADABLE", { what: `${source} can't be read`, where: { file: source }, cause: error });
    throw error;
  }
}

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
