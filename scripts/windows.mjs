// `npm run windows`: the commands, the example rig and the tests by Windows' own Node 20, 22 and 24, under wine 10 in a Debian of its
// own. As root, on Debian; never a part of `npm test`. Prints what docs/decisions/windows.md says; `-- --write` puts it there.
//   -- --node 24          one version, or several
//   -- --only commands    no tests; or the packages whose tests are run: --only core --only manifest
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeCommit, makeCheckout, makeRig } from "./windows/checkout.mjs";
import { runCommands } from "./windows/commands.mjs";
import { PACKAGES, runSuite } from "./windows/suites.mjs";
import { fetchNode, outputOf, requireMachine, setUpSystem, work } from "./windows/system.mjs";
import { renderRuns, writePage } from "./windows/table.mjs";

const { node: majors = ["20", "22", "24"], only = [], write } = readOptions();
try {
  requireMachine();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
const wine = await setUpSystem(say);
say(`${wine}; copying, installing and building the checkout`);
const commit = describeCommit();
makeCheckout();
makeRig();
for (const major of majors) await tryNode(fetchNode(major));
const text = renderRuns(readRuns());
process.stdout.write(`${text}\n`);
if (write) writePage(text);
process.exitCode = readRuns().every(isAsItShould) ? 0 : 1;

function readOptions() {
  const several = { type: "string", multiple: true };
  const options = { node: several, only: several, write: { type: "boolean" } };
  return parseArgs({ options }).values;
}

/** What is known of this Node from other parts of the same commit is kept. */
async function tryNode(node) {
  say(`Node ${node.version}`);
  const known = readRuns().find((run) => run.node === node.version && run.commit === commit);
  const run = { node: node.version, commit, wine, commands: known?.commands, suites: known?.suites ?? {} };
  if (only.length === 0 || only.includes("commands")) run.commands = await runCommands(node, say);
  save(run);
  for (const name of PACKAGES.filter((each) => only.length === 0 || only.includes(each))) {
    const started = Date.now();
    const { passed, failed, skipped } = (run.suites[name] = await runSuite(node, name));
    const unknown = failed.filter(({ reason }) => reason === null);
    const seconds = Math.round((Date.now() - started) / 1000);
    say(
      `  ${name}: ${passed} passed, ${failed.length} failed (${unknown.length} not for wine's reasons), ${skipped} left out, ${seconds} s`,
    );
    for (const { file, name: test, error } of unknown) say(`    ${file}: ${test}: ${error}`);
    say(`    ${outputOf(`${node.version}-${name}`)}`);
    save(run);
  }
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

function isAsItShould({ commands = [], suites }) {
  return (
    commands.every(({ ok }) => ok) &&
    Object.values(suites).every(({ failed }) => failed.every(({ reason }) => reason !== null))
  );
}

function say(line) {
  process.stderr.write(`${line}\n`);
}
