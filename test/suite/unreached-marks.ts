import { relative } from "node:path";
import type { TestProject } from "vitest/node";
import { packagesOf, placedMarks, type PlacedMark } from "./marks.js";

/** What a run of the tests says of the marks that it did not reach. */
export interface Unreached {
  readonly marks: readonly PlacedMark[];
  /** Undefined: every test was run, so that each of the marks ought to have been reached. */
  readonly testsOf: string | undefined;
}

/**
 * What was not reached of all marks, when every test of the project was run; else of those of each package whose own
 * tests all were, which others may reach; nothing when only some files or names were asked for.
 */
export async function findUnreached(project: TestProject, reached: ReadonlySet<string>): Promise<Unreached[]> {
  const { root } = project.config;
  if (project.vitest.config.testNamePattern !== undefined) return [];
  const run = new Set(project.vitest.state.getFiles().map(({ filepath }) => filepath));
  const { testFiles } = await project.globTestFiles();
  const wereRun = (files: readonly string[]): boolean => files.length > 0 && files.every((file) => run.has(file));
  const unreached = placedMarks(root).filter(({ name }) => name !== undefined && !reached.has(name));
  if (wereRun(testFiles)) return [{ marks: unreached, testsOf: undefined }];
  const isIn = (name: string, path: string): boolean => path.startsWith(`packages/${name}/`);
  const pathOf = (file: string): string => relative(root, file).replaceAll("\\", "/");
  return packagesOf(root)
    .filter((name) => wereRun(testFiles.filter((file) => isIn(name, pathOf(file)))))
    .map((name) => ({ marks: unreached.filter(({ place }) => isIn(name, place)), testsOf: name }));
}

export function renderUnreached({ marks, testsOf }: Unreached): string {
  if (marks.length === 0) return "";
  const head =
    testsOf === undefined
      ? "Marks that no test reaches; each names a recovery that is to have a test, or that nothing can reach:"
      : `Marks of ${testsOf} that its own tests do not reach (another's may):`;
  return ["", head, ...marks.map(({ name, place }) => `  ${place}  ${name}`), ""].join("\n");
}
