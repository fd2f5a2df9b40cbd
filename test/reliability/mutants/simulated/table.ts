import { MUTANTS } from "../all-mutants.js";
import type { Mutant } from "../mutant.js";
import { NOT_SIMULATED } from "../not-simulated.js";
import { readKeptLives } from "./kept-lives.js";

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
  const kept = new Set(readKeptLives().map(({ mutant }) => mutant));
  const lines = MUTANTS.flatMap((mutant) => {
    const row = rows.get(mutant.name);
    if (row === undefined) return [];
    const { name, lives, reached, broken, commit } = row;
    const [how, by] = broken === undefined ? [NOT_IN, reasonOf(mutant, kept)] : ["", cell(broken)];
    return `| ${name} | ${how}${lives.toLocaleString("en")} | ${reached.toLocaleString("en")} | ${by} | ${commit} |`;
  });
  const untried = MUTANTS.filter(({ name }) => !rows.has(name)).map(
    ({ name, notSimulated }) => `*${name}*${notSimulated === undefined ? "" : ` (${NOT_SIMULATED[notSimulated]})`}`,
  );
  const rest = untried.length === 0 ? "" : `Not tried yet: ${untried.join("; ")}.\n\n`;
  const [before = "", old = ""] = page.split(`${BEGIN}\n`);
  const after = old.replace(/^\n*(\|.*\n)*\n*(Not tried yet: .*\n)?\n*/, "");
  return `${before}${BEGIN}\n\n${[HEAD, ...lines].join("\n")}\n\n${rest}${after}`;
}

/** Why no seed's life has noticed it. */
function reasonOf({ name, notSimulated }: Mutant, kept: ReadonlySet<string | undefined>): string {
  if (notSimulated !== undefined) return NOT_SIMULATED[notSimulated];
  return kept.has(name) ? "a life that is made for it, and kept" : "**open**";
}

function numberIn(cell: string): number {
  return Number(cell.replaceAll(",", ""));
}

function cell(text: string): string {
  const line = text.split("\n", 1)[0]?.replaceAll("|", "/") ?? "";
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
