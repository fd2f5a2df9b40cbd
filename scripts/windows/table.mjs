// What was seen, as docs/decisions/windows.md has it.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PACKAGES } from "./suites.mjs";
import { root } from "./system.mjs";

const PAGE = join(root, "docs", "decisions", "windows.md");
const BEGIN = "<!-- what npm run windows saw -->\n";
const END = "<!-- /what npm run windows saw -->\n";

/** Runs, newest of each Node: `{ node, commit, wine, commands, suites }`. */
export function renderRuns(runs) {
  const nodes = runs.map(({ node }) => `Node ${node}`);
  const commands = [...new Set(runs.flatMap(({ commands: seen = [] }) => seen.map(({ title }) => title)))];
  const suites = PACKAGES.filter((name) => runs.some((run) => run.suites[name] !== undefined));
  return [
    ...runs.map(({ node, wine, commit }) => `- Node ${node} under ${wine}, at commit ${commit}`),
    "",
    ...table(
      ["by hand", ...nodes],
      commands.map((title) => [title, ...runs.map((run) => saw(run, title))]),
    ),
    "",
    "Tests passed / failed for a reason of wine's / failed otherwise / left out by the tests themselves:",
    "",
    ...table(
      ["package", ...nodes],
      suites.map((name) => [`\`${name}\``, ...runs.map((run) => figures(run.suites[name]))]),
    ),
    "",
    ...listReasons(runs),
    "",
  ].join("\n");
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}

function saw({ commands = [] }, title) {
  const one = commands.find((each) => each.title === title);
  return one === undefined ? "" : one.ok ? "seen" : "**not so**";
}

function figures(suite) {
  if (suite === undefined) return "";
  const known = suite.failed.filter(({ reason }) => reason !== null).length;
  return [suite.passed, known, suite.failed.length - known, suite.skipped].join(" / ");
}

function listReasons(runs) {
  const failed = runs.flatMap(({ suites }) => Object.values(suites).flatMap((suite) => suite.failed));
  const byReason = new Map();
  for (const { reason, file, name } of failed) {
    const tests = byReason.get(reason) ?? new Set();
    byReason.set(reason, tests.add(`${file} ${name}`));
  }
  const told = [...byReason]
    .filter(([reason]) => reason !== null)
    .map(([reason, tests]) => `- ${tests.size}: ${reason}`);
  const others = failed.filter(({ reason }) => reason === null).map(({ file, name }) => `- \`${file}\`: ${name}`);
  return [
    ...(told.length === 0 ? [] : ["Of wine's reasons, each with its number of tests:", "", ...told]),
    ...(others.length === 0 ? [] : ["", "Failed otherwise:", "", ...new Set(others)]),
  ];
}

export function writePage(text) {
  const page = readFileSync(PAGE, "utf8");
  const [before, rest = ""] = page.split(BEGIN);
  const [, after] = rest.split(END);
  if (after === undefined) throw new Error(`${PAGE} has no place between ${BEGIN.trim()} and ${END.trim()}`);
  writeFileSync(PAGE, `${before}${BEGIN}\n${text}\n${END}${after}`);
}
