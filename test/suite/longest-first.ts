import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Seconds by file, of those that take long. Kept in the tree, since a clean checkout has no other memory. */
const DURATIONS = JSON.parse(readFileSync(new URL("durations.json", import.meta.url), "utf8")) as Readonly<
  Record<string, number>
>;

/** The longest test files first, so that none is left running alone at the end; those that share a worker last, in a row. */
export class LongestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = (file: TestSpecification): number =>
      file.project.config.isolate ? secondsOf(relative(ROOT, file.moduleId)) : -1;
    return Promise.resolve(files.toSorted((left, right) => rank(right) - rank(left)));
  }
}

/** Of a file that is not among them: 0. */
function secondsOf(file: string): number {
  return DURATIONS[file.replaceAll("\\", "/")] ?? 0;
}
