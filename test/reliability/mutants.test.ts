import { readFileSync } from "node:fs";
import { execa } from "execa";
import { expect, test } from "vitest";
import { MUTANTS } from "./mutants/all-mutants.js";
import { killerFileOf, mutate, sourceOf, type Mutant } from "./mutants/mutant.js";
import { readKeptLives } from "./mutants/simulated/kept-lives.js";
import { switchSources } from "./mutants/simulated/switch-sources.js";
import { readTable, renderTable } from "./mutants/simulated/table.js";
import type { Verdict } from "./mutants/run-mutants.js";

test("each mutant's text stands in its source once, and its test in the file of that", () => {
  // All of them at once: whoever moves one line often moves several.
  expect(MUTANTS.flatMap(objectionsTo)).toEqual([]);
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
});

function objectionsTo(mutant: Mutant): readonly string[] {
  const killer = hasKiller(mutant)
    ? []
    : [`${mutant.name}: there is no test "${mutant.killer.test}" in ${killerFileOf(mutant)}`];
  try {
    mutate(mutant);
    return killer;
  } catch (error) {
    return [(error as Error).message, ...killer];
  }
}

test("a text that is gone, or stands there more than once, is told with the mutant and the file", () => {
  const [mutant] = MUTANTS;
  const told = (find: string) => () => mutate({ ...mutant!, find });
  expect(told("nowhere to be found")).toThrow(
    new RegExp(`^mutant "${mutant!.name}": "nowhere to be found" stands 0 times in .*${mutant!.file}`),
  );
  expect(told("import")).toThrow(/"import" stands \d+ times in /);
});

test("a test that nobody wrote is found in no mutant's file", () => {
  const wrong = MUTANTS.map(({ killer, ...mutant }) => ({
    ...mutant,
    killer: { ...killer, test: "that nobody wrote" },
  }));
  expect(wrong.filter(hasKiller)).toEqual([]);
});

test("the table of the simulated rig says of each what is known of it", () => {
  const page = readFileSync(new URL("../../docs/promises/mutants.md", import.meta.url), "utf8");
  const rows = new Map(readTable(page).map((row) => [row.name, row]));
  expect(rows.size).toBeGreaterThan(50);
  // Which were not tried is said when the next are.
  const tried = (text: string): string => text.replace(/^Not tried yet: .*$/m, "");
  expect(tried(renderTable(page, rows))).toBe(tried(page));
});

test("one program has all mistakes but those that are in no function", () => {
  const { texts, without } = switchSources(MUTANTS);
  expect([...without]).toEqual(["take a used-up quota for a failure of another kind"]);
  for (const [file, text] of texts) {
    const made = [...text.matchAll(/globalThis\.riglineMistake === "((?:[^"\\]|\\.)*)"/g)].map(([, name = ""]) => name);
    const own = MUTANTS.filter((mutant) => sourceOf(mutant) === file).map(({ name }) => name);
    expect(made.toSorted()).toEqual(own.filter((name) => !without.has(name)).toSorted());
  }
  const named = readKeptLives().flatMap(({ mutant }) => (mutant === undefined ? [] : [mutant]));
  expect(named.filter((name) => without.has(name))).toEqual([]);
});

test("each life that the promises name is kept, and each that is kept for a mistake knows it", () => {
  const kept = readKeptLives();
  const pages = ["attacks", "found"].map((name) =>
    readFileSync(new URL(`../../docs/promises/${name}.md`, import.meta.url), "utf8"),
  );
  const named = pages.flatMap((page) => [...page.matchAll(/\bli(?:fe|ves) ((?:\*[^*]+\*(?:, | and )?)+)/g)]);
  const names = named.flatMap(([, list = ""]) =>
    [...list.matchAll(/\*([^*]+)\*/g)].map(([, name = ""]) => name.replaceAll("\n", " ")),
  );
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !kept.some((life) => life.name === name))).toEqual([]);
  expect(kept.filter(({ mutant }) => mutant !== undefined && !MUTANTS.some(({ name }) => name === mutant))).toEqual([]);
});

// The whole set is `npm run mutants`; this is the proof that it can be believed.
test("a mistake is noticed in the test's own process and in a program it starts, and what is none survives", async () => {
  const here = MUTANTS.find(({ name }) => name === "skip verify")!;
  const program = {
    ...here,
    file: "work/perform-order.ts",
    find: "copyLots(disk, algorithm, tasks, onBytes, { readBack, volumeFlush, verifySource, beginHash })",
    replace: "({ verified: [] })",
    killer: {
      file: "work/worker-pool.test.ts",
      test: "a failure comes back with its code, place, reason and advice; the worker goes on",
    },
  };
  const verdicts = await verdictsOf([
    here,
    program,
    { ...here, replace: `${here.find} ` },
    { ...here, file: "cli/index.ts", find: "let exitCode", replace: "let  exitCode" },
    { ...here, killer: { ...here.killer, test: "that nobody wrote" } },
  ]);
  expect(verdicts).toEqual<Verdict[]>(["killed", "killed", "survived", "broken", "broken"]);
});

/** Whether its test may be one of its file's by what titles are written there: what fills them in is known when they run alone. */
function hasKiller(mutant: Mutant): boolean {
  const file = killerFileOf(mutant);
  const { text, titles } = files.get(file) ?? readTitles(file);
  files.set(file, { text, titles });
  return text.includes(JSON.stringify(mutant.killer.test)) || titles.some((title) => title.test(mutant.killer.test));
}

function readTitles(file: string): { readonly text: string; readonly titles: readonly RegExp[] } {
  const text = readFileSync(file, "utf8");
  return { text, titles: titlesIn(text) };
}

/** Those that were read already: most have the tests of several mutants, and all are asked twice. */
const files = new Map<string, ReturnType<typeof readTitles>>();

/** What is written first in a call, with anything where a value is filled in. One of nothing else says nothing. */
function titlesIn(text: string): readonly RegExp[] {
  return [...text.matchAll(/\(\s*(["'`])((?:\\.|(?!\1)[^\\])+)\1,/g)].flatMap(([, , title = ""]) => {
    const parts = title.replaceAll(/\\(.)/g, "$1").split(/%[sdifjo#]|\$\{[^}]*\}|\$[\w.]+/);
    const escaped = parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return parts.join("").trim() === "" ? [] : [new RegExp(`^${escaped.join(".*")}$`, "s")];
  });
}

/** In a process of its own: a Vitest runs them. */
async function verdictsOf(mutants: readonly Mutant[]): Promise<unknown> {
  const program = `
    import { register } from "node:module";
    register(${JSON.stringify(new URL("../../scripts/typescript-hooks.mjs", import.meta.url).href)});
    const { runMutants } = await import(${JSON.stringify(new URL("mutants/run-mutants.ts", import.meta.url).href)});
    const mutants = ${JSON.stringify(mutants)};
    const tried = await runMutants(mutants, { lanes: 1, onTried: () => {} });
    const verdicts = mutants.map((mutant) => tried.find((one) => one.mutant === mutant).verdict);
    process.stdout.write(JSON.stringify(verdicts));
    process.exitCode = 0;
  `;
  const { stdout } = await execa(process.execPath, ["--input-type=module", "--eval", program]);
  return JSON.parse(stdout.split("\n").at(-1) ?? "");
}
