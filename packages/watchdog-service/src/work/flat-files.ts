import type { CopyPlan, PlannedFile } from "../plan/copy-plan.js";
import type { TreeShape } from "../publish/walk-tree.js";

/** A list of files by column: the names of their fields, a hundred thousand times over, would be a third of the message. */
export interface FlatShape<Shape extends TreeShape> {
  readonly rest: Omit<Shape, "files">;
  readonly paths: readonly string[];
  readonly bytes: Float64Array;
}

export function flattenShape<Shape extends TreeShape>({ files, ...rest }: Shape): FlatShape<Shape> {
  return { rest, paths: files.map(({ path }) => path), bytes: Float64Array.from(files, ({ bytes }) => bytes) };
}

export function restoreShape<Shape extends TreeShape>({ rest, paths, bytes }: FlatShape<Shape>): Shape {
  const files = paths.map((path, index) => ({ path, bytes: bytes[index] ?? 0 }));
  return { ...rest, files } as unknown as Shape;
}

export interface FlatPlan extends FlatShape<CopyPlan> {
  /** What stands before the names of the sources, each once. */
  readonly folders: readonly string[];
  /** Of each file, in `folders`. */
  readonly folderOf: Uint32Array;
  /** By index: sources of another name than their copy's. */
  readonly renamed: ReadonlyMap<number, string>;
  readonly modified: readonly string[];
  readonly identity: Float64Array;
}

export function flattenPlan(plan: CopyPlan): FlatPlan {
  const { files } = plan;
  const folders = new Map<string, number>();
  const renamed = new Map<number, string>();
  const folderOf = Uint32Array.from(files, ({ source, path }, index) => {
    const name = nameIn(path);
    if (!source.endsWith(name)) renamed.set(index, source);
    const folder = source.slice(0, -name.length);
    const known = folders.get(folder) ?? folders.size;
    folders.set(folder, known);
    return known;
  });
  return {
    ...flattenShape(plan),
    folders: [...folders.keys()],
    folderOf,
    renamed,
    modified: files.map(({ modified }) => modified),
    identity: Float64Array.from(files, ({ identity }) => identity),
  };
}

export function restorePlan({
  rest,
  paths,
  folders,
  folderOf,
  renamed,
  bytes,
  modified,
  identity,
}: FlatPlan): CopyPlan {
  const files = paths.map((path, index): PlannedFile => {
    const [size, time, which] = [bytes[index] ?? 0, modified[index] ?? "", identity[index] ?? 0];
    const source = renamed.get(index);
    if (source !== undefined) return { source, path, bytes: size, modified: time, identity: which };
    return new NamedAlike(folders[folderOf[index] ?? 0] ?? "", path, size, time, which);
  });
  return { ...rest, files };
}

/** Puts its source's path together when it is asked for: held, the paths would be the most of a large plan. */
class NamedAlike implements PlannedFile {
  readonly #folder: string;
  readonly path: string;
  readonly bytes: number;
  readonly modified: string;
  readonly identity: number;

  constructor(folder: string, path: string, bytes: number, modified: string, identity: number) {
    this.#folder = folder;
    this.path = path;
    this.bytes = bytes;
    this.modified = modified;
    this.identity = identity;
  }

  get source(): string {
    return this.#folder + nameIn(this.path);
  }
}

function nameIn(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
