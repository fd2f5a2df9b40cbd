import { realpathSync } from "node:fs";

/** The path with every link resolved; the path itself where it leads nowhere. */
export function resolveLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
