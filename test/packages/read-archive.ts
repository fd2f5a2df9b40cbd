import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const BLOCK = 512;

/** What is in an archive of a package, by path inside the package, with `/`. */
export function readArchive(file: string): ReadonlyMap<string, Buffer> {
  const tar = gunzipSync(readFileSync(file));
  const found = new Map<string, Buffer>();
  let longPath: string | undefined;
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0;) {
    const header = tar.subarray(at, at + BLOCK);
    const size = Number.parseInt(text(header, 124, 12), 8);
    const content = tar.subarray(at + BLOCK, at + BLOCK + size);
    const kind = text(header, 156, 1);
    // A name that is too long for the header stands in an entry of its own before it.
    if (kind === "x") longPath = /\d+ path=(.*)\n/u.exec(content.toString("utf8"))?.[1];
    else {
      const path = longPath ?? [text(header, 345, 155), text(header, 0, 100)].filter((part) => part !== "").join("/");
      if (kind === "0" || kind === "") found.set(path.replace(/^package\//u, ""), content);
      longPath = undefined;
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return found;
}

function text(header: Buffer, from: number, length: number): string {
  return header.toString("utf8", from, from + length).replace(/\0.*$/su, "");
}
