import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { packageFolder } from "@rigline/foundation/paths";
import type { Asset } from "../server/page-responses.js";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};
/** `index.html`, or a file of `assets`: nothing that leads anywhere else. */
const OWN_NAME = /^(?:assets\/)?[\w-]+(?:\.[\w-]+)*\.(?:html|js|css|svg)$/;

/** The files that vite has built, each read once. */
export function createAssetReader(
  folder: string = join(packageFolder(import.meta.url), "dist", "browser"),
): (name: string) => Asset | undefined {
  const known = new Map<string, Asset | undefined>();
  return (name) => {
    if (!OWN_NAME.test(name)) return undefined;
    if (!known.has(name)) known.set(name, read(join(folder, name)));
    return known.get(name);
  };
}

function read(path: string): Asset | undefined {
  try {
    return { bytes: new Uint8Array(readFileSync(path)), type: TYPES[extname(path)] ?? "application/octet-stream" };
  } catch {
    return undefined;
  }
}
