// What was seen, as docs/decisions/windows-under-wine.md has it.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reasonOf } from "./kinds.mjs";
import { PACKAGES } from "./suites.mjs";
import { root } from "./system.mjs";

const PAGE = join(root, "docs", "decisions", "windows-under-wine.md");
const BEGIN = "<!-- what npm run windows saw -->\n";
const END = "<!-- /what npm run windows saw -->\n";

/** Runs, one of each Node: `{ node, wine, commands: { commit, seen }, files: { [file]: { commit, passed, skipped, failed } } }`. */
export function renderRuns(runs) {
  const nodes = runs.map(({ node }) => `Node ${node}`);
  const commands = [...new Set(runs.flatMap(({ commands: tried }) => tried?.seen.map(({ title }) => title) ?? []))];
  const suites = PACKAGES.filter((name) => runs.some((run) => filesOf(run, name).length > 0));
  return [
    ...runs.map(({ node, wine }) => `- Node ${node} under ${wine}`),
    "",
    ...table(
      ["by hand", ...nodes],
      [
        ...commands.map((title) => [title, ...runs.map((run) => saw(run, title))]),
        ["at commit", ...runs.map((run) => run.commands?.commit ?? "")],
      ],
    ),
    "",
    "Tests passed / failed for a reason of wine's / failed otherwise / left out by the tests themselves, and the commits at which the",
    "files were run, that of the most files first:",
    "",
    ...table(
      ["package", ...nodes],
      suites.map((name) => [`\`${name}\``, ...runs.map((run) => figures(filesOf(run, name)))]),
    ),
    "",
    ...listReasons(runs),
    "",
  ].join("\n");
}

function filesOf({ files }, name) {
  return Object.entries(files).filter(([file]) => file.startsWith(`packages/${name}/`));
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}

function saw({ commands }, title) {
  const one = commands?.seen.find((each) => each.title === title);
  return one === undefined ? "" : one.ok ? "seen" : "**not so**";
}

function figures(files) {
  if (files.length === 0) return "";
  const failed = failuresOf(files);
  const known = failed.filter(({ reason }) => reason !== undefined).length;
  const sum = (count) => files.reduce((total, [, result]) => total + count(result), 0);
  const numbers = [sum(({ passed }) => passed), known, failed.length - known, sum(({ skipped }) => skipped)];
  return `${numbers.join(" / ")} (${commitsOf(files).join(", ")})`;
}

function commitsOf(files) {
  const counts = new Map();
  for (const [, { commit }] of files) counts.set(commit, (counts.get(commit) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one).map(([commit]) => commit);
}

/** The reason is looked up now: one that was learned since counts for what was seen before. */
function failuresOf(files) {
  return files.flatMap(([file, { failed }]) =>
    failed.map(({ name, error }) => ({ file, name, reason: reasonOf(file, name, error) })),
  );
}

function listReasons(runs) {
  const failed = runs.flatMap((run) =>
    failuresOf(Object.entries(run.files)).map((one) => ({ ...one, node: run.node.split(".")[0] })),
  );
  const byReason = new Map();
  for (const { reason, file, name } of failed) {
    const tests = byReason.get(reason) ?? new Set();
    byReason.set(reason, tests.add(`${file} ${name}`));
  }
  const told = [...byReason]
    .filter(([reason]) => reason !== undefined)
    .map(([reason, tests]) => `- ${tests.size}: ${reason}`);
  const others = new Map();
  for (const { node, file, name } of failed.filter(({ reason }) => reason === undefined)) {
    const line = `\`${file}\`: ${name}`;
    others.set(line, [...(others.get(line) ?? []), node]);
  }
  const lines = [...others].map(([line, nodes]) => `- Node ${nodes.join(", ")}: ${line}`);
  return [
    ...(told.length === 0 ? [] : ["Of wine's reasons, each with its number of tests:", "", ...told]),
    ...(lines.length === 0 ? [] : ["", "Failed otherwise:", "", ...lines]),
  ];
}

export function writePage(text) {
  const page = readFileSync(PAGE, "utf8");
  const [before, rest = ""] = page.split(BEGIN);
  const [, after] = rest.split(END);
  if (after === undefined) throw new Error(`${PAGE} has no place between ${BEGIN.trim()} and ${END.trim()}`);
  writeFileSync(PAGE, `${before}${BEGIN}\n${text}\n${END}${after}`);
}
