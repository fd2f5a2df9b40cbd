import { join } from "node:path";
import type { Job } from "../jobs/job.js";
import type { CopyPlan } from "../plan/copy-plan.js";

/**
 * What gets its final name at once. Of most jobs that is all of it; where several computers publish into one folder, each modality by
 * itself, and each metadata file.
 */
export interface Piece {
  /** Relative to the target; empty: all of it. */
  readonly path: string;
}

const ALL: readonly Piece[] = [{ path: "" }];

/** Of files and folders by their paths, which are relative to the target. */
export function piecesOf(
  { parts }: Pick<Job, "parts">,
  { files, folders }: { readonly files: readonly { readonly path: string }[]; readonly folders: readonly string[] },
): readonly Piece[] {
  if (parts === undefined) return ALL;
  const tops = [...folders, ...files.map(({ path }) => path)].map((path) => path.split("/", 1)[0] ?? "");
  // Modalities first: a metadata file is read by whoever looks what there is.
  const isFolder = (path: string): boolean =>
    folders.includes(path) || files.some((file) => file.path.startsWith(`${path}/`));
  const pieces = [...new Set(tops)].map((path) => ({ path, rank: Number(!isFolder(path)) }));
  return pieces.sort((one, other) => one.rank - other.rank).map(({ path }) => ({ path }));
}

export function isIn({ path: piece }: Piece, path: string): boolean {
  return piece === "" || path === piece || path.startsWith(`${piece}/`);
}

/** Relative to the piece. */
export function inPiece({ path: piece }: Piece, path: string): string {
  return piece === "" ? path : path.slice(piece.length + 1);
}

/** Relative to the target. */
export function ofPiece({ path: piece }: Piece, path: string): string {
  return piece === "" ? path : path === "" ? piece : `${piece}/${path}`;
}

/** Those of the files that are in a piece, by their paths there. */
export function filesIn<File extends { readonly path: string }>(
  piece: Piece,
  files: readonly File[],
): readonly (File | (Omit<File, "path"> & { readonly path: string }))[] {
  // Of a hundred thousand files there need not be two lists.
  if (piece.path === "") return files;
  return files.filter(({ path }) => isIn(piece, path)).map((file) => ({ ...file, path: inPiece(piece, file.path) }));
}

/** A plan's folders and their traits as they are seen from a piece, without the piece itself. */
export function foldersOf(
  piece: Piece,
  { folders, traits }: Pick<CopyPlan, "folders" | "traits">,
): Pick<CopyPlan, "folders" | "traits"> {
  return {
    folders: folders.filter((path) => isIn(piece, path) && path !== piece.path).map((path) => inPiece(piece, path)),
    traits: new Map(
      [...traits].flatMap(([path, value]) => (isIn(piece, path) ? [[inPiece(piece, path), value] as const] : [])),
    ),
  };
}

export function pieceAt(target: string, { path }: Piece): string {
  return path === "" ? target : join(target, path);
}

/** A plan of these pieces alone. */
export function restrict(plan: CopyPlan, pieces: readonly Piece[]): CopyPlan {
  if (pieces.some(({ path }) => path === "")) return plan;
  const isWanted = (path: string): boolean => pieces.some((piece) => isIn(piece, path));
  const files = plan.files.filter(({ path }) => isWanted(path));
  return {
    ...plan,
    files,
    folders: plan.folders.filter(isWanted),
    traits: new Map([...plan.traits].filter(([path]) => isWanted(path))),
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
