import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { runHere } from "../e2e/run-here.js";
import { rigsFolder } from "../suite/test-run.js";
import { matchesOutput, readExamples, type ExampleBlock } from "./read-examples.js";

export const root = fileURLToPath(new URL("../../", import.meta.url));
const programs: Record<string, string> = {
  rigline: join(root, "packages/core/bin/rigline.js"),
  "rigline-watchdog": join(root, "packages/watchdog-service/bin/rigline-watchdog.js"),
};

export const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...listPages("docs"),
  // Not what lies deeper: the examples of the packages make folders while this is read.
  ...readdirSync(join(root, "packages"))
    .map((name) => `packages/${name}/README.md`)
    .filter((page) => existsSync(join(root, page)))
    .sort(),
];

/** Behind each rig's name, for a rig has one session at a time on a machine, and the tests of two checkouts may run on it. */
const OWN = `-${randomBytes(4).toString("hex")}`;

/** The pages with commands that say what they print: of them the command line's, and those of plugins and hooks, have test files of their own. */
const withExamples = pages.filter((page) => examplesOf(page).some((block) => block.kind === "console"));
const COMMAND_LINE = /^docs\/(?:cli|config|ui)\//;
const RIG_PLUGINS = /^docs\/rig-plugins\//;
const PLUGINS = /^docs\/(?:plugins|hooks|runners)\//;
export const commandLinePages = withExamples.filter((page) => COMMAND_LINE.test(page));
export const pluginPages = withExamples.filter((page) => PLUGINS.test(page));
export const rigPluginPages = withExamples.filter((page) => RIG_PLUGINS.test(page));
export const otherPages = withExamples.filter(
  (page) => ![COMMAND_LINE, PLUGINS, RIG_PLUGINS].some((group) => group.test(page)),
);

/** What the site's build puts beside the pages is none of them. */
function listPages(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".md") && !/(?:^|\/)node_modules\/|^api\//.test(name))
    .map((name) => `${folder}/${name}`)
    .sort();
}

function examplesOf(page: string): ExampleBlock[] {
  return readExamples(readFileSync(join(root, page), "utf8"));
}

/** Performs a page's examples in order, and returns each difference to the page. */
export async function runExamples(page: string): Promise<string[]> {
  // Inside the checkout, so that an example's plugins find @rigline/core as they would in a project.
  const folder = join(rigsFolder(), page.replaceAll(/[^a-z0-9]+/gi, "-"));
  mkdirSync(folder, { recursive: true });
  const differences: string[] = [];
  for (const block of examplesOf(page)) differences.push(...(await perform(block, folder, page)));
  rmSync(folder, { recursive: true, force: true });
  return differences;
}

/** Writes a file block, or runs a console block and returns each difference to the page. */
async function perform(block: ExampleBlock, folder: string, page: string): Promise<string[]> {
  if (block.kind === "file") {
    const file = join(folder, block.name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, block.text.replaceAll(/^(rig_name: [\w-]+)/gm, `$1${OWN}`));
    return [];
  }
  const differences: string[] = [];
  for (const { command, output, exitCode } of block.commands) {
    const result = await run(command, folder, page);
    if (result.exitCode === exitCode && matchesOutput(output, result.all)) continue;
    differences.push(
      `${page}:${block.line}: $ ${command}\n--- the page (exit ${exitCode})\n${output}\n--- real (exit ${result.exitCode})\n${result.all}`,
    );
  }
  return differences;
}

/** Commands that only look, and sessions: what they print is no matter of the process that they run in. */
const LOOKS = new Set(["config", "doctor", "plugins", "sessions", "status"]);
const SESSIONS = new Set(["resume", "run"]);
/** Pages whose sessions are started as who reads the page starts them: the first ones, and those that look into the folder they are typed in. */
const AS_PROGRAMS = /^(?:README\.md|docs\/start\/.*|docs\/runners\/runners\.md|docs\/ui\/kinds-of-questions\.md)$/;
const ZONE = { TZ: "America/Los_Angeles" };

async function run(
  command: string,
  folder: string,
  page: string,
): Promise<{ exitCode: number | undefined; all: string }> {
  const [name = "", ...args] = command.split(/\s+/);
  const [first = ""] = args;
  if (name === "rigline" && (LOOKS.has(first) || (SESSIONS.has(first) && !AS_PROGRAMS.test(page)))) {
    const { exitCode, all } = await runHere({ folder }, args, ZONE);
    return { exitCode, all: all.replaceAll(OWN, "") };
  }
  const script = programs[name];
  const file = script !== undefined || name === "node" ? process.execPath : name;
  const options = {
    cwd: folder,
    all: true,
    reject: false,
    stdin: "ignore",
    env: ZONE,
  } as const;
  const { exitCode, all } = await execa(file, script === undefined ? args : [script, ...args], options);
  return { exitCode, all: all.replaceAll(OWN, "") };
}
