import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Seconds by file, of those that take long. Kept in the tree, since a clean checkout has no other memory. */
const DURATIONS = JSON.parse(readFileSync(new URL("durations.json", import.meta.url), "utf8")) as Readonly<
  Record<string, number>
>;

/** The longest test files first, so that none is left running alone at the end. */
export class LongestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // Of a file that is not among them: 0.
    const seconds = ({ moduleId }: TestSpecification): number =>
      DURATIONS[relative(ROOT, moduleId).replaceAll("\\", "/")] ?? 0;
    return Promise.resolve(files.toSorted((left, right) => seconds(right) - seconds(left)));
  }
}
