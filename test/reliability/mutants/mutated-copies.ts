import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Mutant } from "./mutants.js";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const SERVICE = join(ROOT, "packages/watchdog-service");

/** Folders in which the service's own tests run against a built service with one mistake in it. */
export interface MutatedCopies {
  readonly root: string;
  /** Makes a copy of the built service with these of its tests. `mutant` undefined: without a mistake. */
  add(name: string, mutant: Mutant | undefined, tests: readonly string[]): void;
}

export function createMutatedCopies(): MutatedCopies {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "rigline-mutants-")));
  link(join(ROOT, "node_modules"), join(root, "node_modules"));
  writeFileSync(
    join(root, "vitest.config.mjs"),
    'export default { test: { include: ["*/test/**/*.test.ts"], isolate: false, testTimeout: 10_000, reporters: ["json"], outputFile: "results.json" } };\n',
  );
  return {
    root,
    add: (name, mutant, tests) => {
      const copy = join(root, name);
      mkdirSync(copy);
      for (const part of ["dist", "bin", "package.json", "test/support"])
        cpSync(join(SERVICE, part), join(copy, part), { recursive: true });
      for (const test of tests) cpSync(join(SERVICE, "test", test), join(copy, "test", test), { recursive: true });
      // The tests import the sources, and find the built files under their names.
      link(join(copy, "dist"), join(copy, "src"));
      link(join(SERVICE, "node_modules"), join(copy, "node_modules"));
      if (mutant !== undefined) mutate(join(copy, "dist", mutant.file), mutant);
    },
  };
}

function mutate(path: string, { name, find, replace }: Mutant): void {
  const text = readFileSync(path, "utf8");
  const times = text.split(find).length - 1;
  if (times !== 1) throw new Error(`mutant "${name}": ${JSON.stringify(find)} stands ${times} times in ${path}`);
  writeFileSync(
    path,
    text.replace(find, () => replace),
  );
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, "junction");
}
