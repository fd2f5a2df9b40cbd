import { rmSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { createMutatedCopies } from "./mutants/mutated-copies.js";
import { MUTANTS } from "./mutants/mutants.js";
import { runNamedTests } from "./mutants/run-named-tests.js";

test("each deliberate mistake in the daemon turns its check red, and none is red without", async () => {
  const copies = createMutatedCopies();
  onTestFinished(() => rmSync(copies.root, { recursive: true, force: true }));
  copies.add("unchanged", undefined, [...new Set(MUTANTS.map(({ killer }) => killer.file))]);
  for (const [index, mutant] of MUTANTS.entries()) copies.add(`mutant-${index}`, mutant, [mutant.killer.file]);

  const outcomes = await runNamedTests(
    copies.root,
    MUTANTS.map(({ killer }) => killer.test),
  );
  const statusIn = (copy: string, { file, test: title }: { file: string; test: string }): string =>
    outcomes.find((outcome) => outcome.file === `${copy}/test/${file}` && outcome.title === title)?.status ?? "absent";
  const rows = MUTANTS.map(({ name, killer }, index) => ({
    mutant: name,
    unchanged: statusIn("unchanged", killer),
    mutated: statusIn(`mutant-${index}`, killer),
    check: `${killer.file}: ${killer.test}`,
  }));
  // Checks that need a POSIX system say so themselves.
  const checked = rows.filter(
    ({ unchanged }) => process.platform !== "win32" || !["skipped", "pending"].includes(unchanged),
  );
  const killed = checked.filter(({ unchanged, mutated }) => unchanged === "passed" && mutated === "failed");
  const lines = checked.map(
    ({ mutant, mutated, check }) => `  ${mutated === "failed" ? "killed" : "ALIVE "}  ${mutant}  (${check})`,
  );
  console.info([`mutants ${checked.length}, killed ${killed.length}`, ...lines].join("\n"));
  expect(checked.filter((row) => !killed.includes(row))).toEqual([]);
}, 180_000);
