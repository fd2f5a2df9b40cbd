import { basename, join } from "node:path";
import type { FileSystem } from "@rigline/core";

/** Whose records are in question. */
export interface LibraryScope {
  readonly root: string;
  readonly computer: string;
  readonly subject: string;
}

/** One file of a library. */
export interface LibraryRecord {
  /** Absolute. */
  readonly path: string;
  /** How it is picked: its name without `.json`; of a subject's own, the subject. */
  readonly label: string;
  readonly isOwn: boolean;
}

/**
 * The files of a kind, those of the subject first, in both of clabe's layouts: that of its stores (`Task`, `task.json`) and that of
 * the pickers of 0.6 (`TaskLogic`, `task_logic.json`).
 */
export function findRecords(fileSystem: FileSystem, kind: string, scope: LibraryScope): readonly LibraryRecord[] {
  const { root, computer } = scope;
  const own = ownNames(kind).flatMap((name) => ownRecord(fileSystem, scope, name));
  if (kind === "rig") return listFolder(fileSystem, join(root, "Rig", computer));
  if (kind !== "task") return own;
  const shared = ["Task", "TaskLogic"].flatMap((folder) => listFolder(fileSystem, join(root, folder)));
  return [...own.slice(0, 1), ...shared];
}

/** Where a record of the subject is written: where it is, else where clabe's stores would have it. */
export function pathOfOwn(fileSystem: FileSystem, kind: string, scope: LibraryScope): string {
  const [found] = ownNames(kind).flatMap((name) => ownRecord(fileSystem, scope, name));
  return found?.path ?? join(scope.root, "Subjects", scope.subject, `${kind}.json`);
}

function ownNames(kind: string): readonly string[] {
  return kind === "task" ? ["task", "task_logic"] : [kind];
}

function ownRecord(fileSystem: FileSystem, { root, subject }: LibraryScope, name: string): readonly LibraryRecord[] {
  const path = join(root, "Subjects", subject, `${name}.json`);
  return fileSystem.exists(path) ? [{ path, label: subject, isOwn: true }] : [];
}

function listFolder(fileSystem: FileSystem, folder: string): readonly LibraryRecord[] {
  if (!fileSystem.exists(folder)) return [];
  return fileSystem
    .list(folder)
    .filter(({ name, isFolder }) => !isFolder && name.toLowerCase().endsWith(".json"))
    .map(({ name }) => ({ path: join(folder, name), label: basename(name, name.slice(-5)), isOwn: false }))
    .toSorted((one, other) => (one.label < other.label ? -1 : 1));
}
