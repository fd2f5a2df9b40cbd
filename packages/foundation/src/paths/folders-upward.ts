import { dirname, resolve } from "node:path";

/** The folder itself and every one above it. */
export function* foldersUpward(folder: string): Generator<string> {
  for (let current = resolve(folder); ; current = dirname(current)) {
    yield current;
    if (dirname(current) === current) return;
  }
}
