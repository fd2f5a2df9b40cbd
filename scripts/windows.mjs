// `npm run windows`: the commands, the example rig and the tests by Windows' own Node 20, 22 and 24, under wine 10 in a Debian of its
// own. As root, on Debian; never a part of `npm test`. Prints what docs/decisions/windows-under-wine.md says; `-- --write` puts it there.
//   -- --node 24          one version, or several
//   -- --only commands    no tests; or the packages whose tests are run: --only core --only manifest
//   -- --test PATH        only the test files whose path begins so, of the packages: --test packages/core/test/launcher
//   -- --show             nothing is run: what is known
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeCommit, makeCheckout, makeRig } from "./windows/checkout.mjs";
import { runCommands } from "./windows/commands.mjs";
import { reasonOf } from "./windows/kinds.mjs";
import { PACKAGES, listTests, runTests } from "./windows/suites.mjs";
import { fetchNode, outputOf, requireMachine, setUpSystem, work } from "./windows/system.mjs";
import { renderRuns, writePage } from "./windows/table.mjs";

const { node: majors = ["20", "22", "24"], only = [], test: under, write, show } = readOptions();
if (!show) await tryAll();
const text = renderRuns(readRuns());
process.stdout.write(`${text}\n`);
if (write) writePage(text);
process.exitCode = readRuns().every(isAsItShould) ? 0 : 1;

function readOptions() {
  const several = { type: "string", multiple: true };
  const flag = { type: "boolean" };
  const options = { node: several, only: several, test: { type: "string" }, write: flag, show: flag };
  return parseArgs({ options }).values;
}

async function tryAll() {
  try {
    requireMachine();
  } catch (error) {
    say(error.message);
    process.exit(1);
  }
  const wine = await setUpSystem(say);
  say(`${wine}; copying, installing and building the checkout`);
  const commit = describeCommit();
  makeCheckout();
  makeRig();
  for (const major of majors) await tryNode(fetchNode(major), { wine, commit });
}

/** What is known from other parts is kept, each with the commit that it was seen at. */
async function tryNode(node, { wine, commit }) {
  say(`Node ${node.version}`);
  const known = readRuns().find((run) => run.node === node.version);
  const run = { commands: undefined, files: {}, ...known, node: node.version, wine };
  const wanted = (name) => only.length === 0 || only.includes(name);
  if (under === undefined && wanted("commands")) run.commands = { commit, seen: await runCommands(node, say) };
  save(run);
  for (const name of PACKAGES.filter(wanted)) {
    const files = listTests(name, under);
    if (files.length === 0) continue;
    const started = Date.now();
    const results = await runTests(node, name, files);
    const seconds = Math.round((Date.now() - started) / 1000);
    tell(name, results, `${seconds} s; ${outputOf(`${node.version}-${name}`)}`);
    const all = new Set(listTests(name));
    for (const file of Object.keys(run.files))
      if (file.startsWith(`packages/${name}/`) && !all.has(file)) delete run.files[file];
    for (const [file, result] of Object.entries(results)) run.files[file] = { commit, ...result };
    save(run);
  }
}

function tell(name, results, how) {
  const each = Object.entries(results);
  const sum = (count) => each.reduce((total, [, result]) => total + count(result), 0);
  const failed = each.flatMap(([file, result]) => result.failed.map((one) => ({ file, ...one })));
  const unknown = failed.filter(({ file, name: test, error }) => reasonOf(file, test, error) === undefined);
  const figures = `${sum(({ passed }) => passed)} passed, ${failed.length} failed (${unknown.length} not for wine's reasons)`;
  say(`  ${name}: ${figures}, ${sum(({ skipped }) => skipped)} left out, ${how}`);
  for (const { file, name: test, error } of unknown) say(`    ${file}: ${test}: ${error.split("\n")[0]}`);
}

function readRuns() {
  const file = join(work, "runs.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
}

/** One run of each Node is kept, the last. */
function save(run) {
  const major = (version) => version.split(".")[0];
  const others = readRuns().filter(({ node }) => major(node) !== major(run.node));
  const runs = [...others, run].sort((one, other) => major(one.node) - major(other.node));
  writeFileSync(join(work, "runs.json"), `${JSON.stringify(runs, undefined, 1)}\n`);
}

function isAsItShould({ commands, files }) {
  return (
    (commands?.seen ?? []).every(({ ok }) => ok) &&
    Object.entries(files).every(([file, { failed }]) =>
      failed.every(({ name, error }) => reasonOf(file, name, error) !== undefined),
    )
  );
}

function say(line) {
  process.stderr.write(`${line}\n`);
}
