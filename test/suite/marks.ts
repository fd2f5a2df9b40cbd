import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the processes of a run write the marks they reach; the collector reads it. */
const MARKS_FOLDER = "TESTS_MARKS";
const COLLECTOR = fileURLToPath(new URL("marks-collector.cjs", import.meta.url)).replaceAll("\\", "/");

/** A call of `mark` in a source. */
export interface PlacedMark {
  /** Undefined: it is no literal in double quotes. */
  readonly name: string | undefined;
  /** From the root, with its line: `packages/foundation/src/journal/open-journal.ts:94`. */
  readonly place: string;
}

/** Has every Node that is started from here on write down the marks it reaches. */
export function collectMarks(): { read(): ReadonlySet<string>; close(): void } {
  const folder = mkdtempSync(join(tmpdir(), "rl-marks-"));
  // Of any user's processes.
  chmodSync(folder, 0o777);
  process.env[MARKS_FOLDER] = folder;
  const options = process.env["NODE_OPTIONS"] ?? "";
  if (!options.includes(COLLECTOR)) process.env["NODE_OPTIONS"] = `${options} --require "${COLLECTOR}"`.trim();
  return {
    read: () => new Set(readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"))),
    close: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** The marks in the sources of every package below a root, none when it has no packages. */
export function placedMarks(root: string): PlacedMark[] {
  return packagesOf(root).flatMap((name) => marksOfPackage(root, name));
}

export function packagesOf(root: string): string[] {
  return namesIn(join(root, "packages"));
}

function marksOfPackage(root: string, name: string): PlacedMark[] {
  const source = `packages/${name}/src`;
  return namesIn(join(root, source), true)
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const path = `${source}/${file.replaceAll("\\", "/")}`;
      return marksIn(readFileSync(join(root, path), "utf8"), path);
    });
}

function marksIn(text: string, path: string): PlacedMark[] {
  if (!/from "(?:@rigline\/foundation|\.\.)\/marks(?:\/index\.js)?"/.test(text)) return [];
  return [...text.matchAll(/\bmark\(\s*(?:"((?:[^"\\]|\\.)*)"\s*,?\s*\))?/g)].map((found) => ({
    name: found[1],
    place: `${path}:${text.slice(0, found.index).split("\n").length}`,
  }));
}

function namesIn(folder: string, recursive = false): string[] {
  try {
    return readdirSync(folder, { recursive, encoding: "utf8" }).toSorted();
  } catch {
    return [];
  }
}
