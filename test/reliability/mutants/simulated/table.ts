import { MUTANTS } from "../all-mutants.js";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../mutant.js";
import { NOT_SIMULATED } from "../not-simulated.js";

/** What is known of a mutant in the simulated rig. */
export interface Row {
  readonly name: string;
  /** Lived so far, up to the one that broke a promise. */
  readonly lives: number;
  /** So many of them come to the mistake. */
  readonly reached: number;
  /** The promise that was broken, and how; undefined when none was. */
  readonly broken: string | undefined;
  /** Of the sources that it was tried in. */
  readonly commit: string;
}

const BEGIN = "<!-- the table is kept by npm run simulate -- --mutants -->";
const HEAD = "| mistake | noticed after | come to it | by | tried at |\n|---|---|---|---|---|";
const NOT_IN = "not in ";
const LONGEST = 110;

/** Of a page with the table. */
export function readTable(page: string): readonly Row[] {
  return page.split("\n").flatMap((line) => {
    const [, name = "", lives = "", reached = "", by = "", commit = ""] = line.split("|").map((cell) => cell.trim());
    const number = numberIn(lives.replace(NOT_IN, ""));
    if (!MUTANTS.some((mutant) => mutant.name === name) || !Number.isSafeInteger(number) || commit === "") return [];
    const broken = lives.startsWith(NOT_IN) ? undefined : by;
    return [{ name, lives: number, reached: numberIn(reached), broken, commit }];
  });
}

/** The page with these in its table, in the order of the sets; at its end those that were not tried. */
export function renderTable(page: string, rows: ReadonlyMap<string, Row>): string {
  const kept = readFileSync(join(ROOT, "packages", "simulation", "kept-lives.jsonl"), "utf8");
  const lines = MUTANTS.flatMap(({ name, notSimulated }) => {
    const row = rows.get(name);
    if (row === undefined) return [];
    const isKept = kept.includes(`"mutant":${JSON.stringify(name)}`);
    const reason =
      notSimulated === undefined
        ? isKept
          ? "a life that is made for it, and kept"
          : "**open**"
        : NOT_SIMULATED[notSimulated];
    const lives = `${row.broken === undefined ? NOT_IN : ""}${row.lives.toLocaleString("en")}`;
    return `| ${name} | ${lives} | ${row.reached.toLocaleString("en")} | ${row.broken === undefined ? reason : cell(row.broken)} | ${row.commit} |`;
  });
  const untried = MUTANTS.filter(({ name }) => !rows.has(name)).map(
    ({ name, notSimulated }) => `*${name}*${notSimulated === undefined ? "" : ` (${NOT_SIMULATED[notSimulated]})`}`,
  );
  const rest = untried.length === 0 ? "" : `Not tried yet: ${untried.join("; ")}.\n\n`;
  const [before = "", old = ""] = page.split(`${BEGIN}\n`);
  const after = old.replace(/^\n*(\|.*\n)*\n*(Not tried yet: .*\n)?\n*/, "");
  return `${before}${BEGIN}\n\n${[HEAD, ...lines].join("\n")}\n\n${rest}${after}`;
}

function numberIn(cell: string): number {
  return Number(cell.replaceAll(",", ""));
}

function cell(text: string): string {
  const line = text.split("\n", 1)[0]?.replaceAll("|", "/") ?? "";
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
