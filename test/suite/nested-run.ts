import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import { rigsFolder } from "./test-run.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Runs a tree of these files, by their paths, as a run of the tests of its own. */
export async function runTests(
  files: Readonly<Record<string, string>>,
  filters: readonly string[] = [],
): Promise<{ readonly exitCode?: number | undefined; readonly all: string }> {
  // Inside the checkout: what it imports lies there.
  mkdirSync(rigsFolder(), { recursive: true });
  const folder = mkdtempSync(join(rigsFolder(), "nested-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const config = join(folder, "vitest.config.mjs");
  const setup = (name: string): string => JSON.stringify(join(ROOT, "test/suite", name));
  const written = {
    ...files,
    "vitest.config.mjs": `import ours from ${JSON.stringify(join(ROOT, "vitest.config.ts"))};
      export default { resolve: ours.resolve, root: ${JSON.stringify(folder)}, test: {
        globalSetup: ${setup("global-setup.ts")}, setupFiles: ${setup("setup-file.ts")}, include: ["**/*.test.ts"] } };`,
  };
  for (const [path, text] of Object.entries(written)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const args = [vitest, "run", "--config", config, ...filters];
  return execa(process.execPath, args, { cwd: folder, all: true, reject: false });
}
