import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

const VITEST = fileURLToPath(new URL("../../../node_modules/vitest/vitest.mjs", import.meta.url));

export interface TestOutcome {
  /** Relative to the root, `/` between folders. */
  readonly file: string;
  readonly title: string;
  readonly status: string;
}

/** Runs, of all the tests below a folder, those with these titles, and says how each ended. */
export async function runNamedTests(root: string, titles: readonly string[]): Promise<readonly TestOutcome[]> {
  const pattern = `(${titles.map((title) => title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})$`;
  const { stderr, stdout } = await execa({ cwd: root, reject: false })`${process.execPath} ${VITEST} run -t ${pattern}`;
  let report: {
    testResults: { name: string; message: string; assertionResults: { title: string; status: string }[] }[];
  };
  try {
    report = JSON.parse(readFileSync(join(root, "results.json"), "utf8")) as typeof report;
  } catch {
    throw new Error(`the tests in ${root} did not run:\n${stdout}\n${stderr}`);
  }
  return report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ title, status }) => ({ file: relative(root, name).split(sep).join("/"), title, status })),
  );
}
