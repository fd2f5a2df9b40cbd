import { nodeFileSystem, type FileSystem } from "./file-system.js";

/**
 * Replaces a file so that a reader sees the old bytes or the new ones, never a part, also after a power cut: written
 * under another name beside it (or in `staging`), flushed, renamed, folder flushed.
 */
export function writeDurably(
  _path: string,
  _bytes: Uint8Array | string,
  _options: { readonly staging?: string; readonly fileSystem?: FileSystem } = {},
): void {
  void nodeFileSystem;
  throw new Error("to be written");
}
