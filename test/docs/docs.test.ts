import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";
import { rigsFolder } from "../suite/test-run.js";
import { matchesOutput, readExamples, type ExampleBlock } from "./read-examples.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const programs: Record<string, string> = {
  rigline: join(root, "packages/core/bin/rigline.js"),
  "rigline-watchdog": join(root, "packages/watchdog-service/bin/rigline-watchdog.js"),
};

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...listPages("docs"),
  ...listPages("packages").filter((page) => /^packages\/[^/]+\/README\.md$/.test(page)),
];

const withExamples = pages.filter((page) => examplesOf(page).some((block) => block.kind === "console"));

test.each(withExamples)(
  "the examples of %s print what the page says",
  async (page) => {
    expect(await runExamples(page)).toEqual([]);
  },
  120_000,
);

test.each(pages)("the links of %s lead somewhere", (page) => {
  const text = readFileSync(join(root, page), "utf8");
  const targets = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) => match[1] ?? "");
  expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
});

function listPages(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md") && !name.includes("node_modules"))
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .sort();
}

function examplesOf(page: string): ExampleBlock[] {
  return readExamples(readFileSync(join(root, page), "utf8"));
}

/** Performs a page's examples in order, and returns each difference to the page. */
async function runExamples(page: string): Promise<string[]> {
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
    writeFileSync(file, block.text);
    return [];
  }
  const differences: string[] = [];
  for (const { command, output, exitCode } of block.commands) {
    const result = await run(command, folder);
    if (result.exitCode === exitCode && matchesOutput(output, result.all)) continue;
    differences.push(
      `${page}:${block.line}: $ ${command}\n--- the page (exit ${exitCode})\n${output}\n--- real (exit ${result.exitCode})\n${result.all}`,
    );
  }
  return differences;
}

async function run(command: string, folder: string): Promise<{ exitCode: number | undefined; all: string }> {
  const [name = "", ...args] = command.split(/\s+/);
  const script = programs[name];
  const file = script !== undefined || name === "node" ? process.execPath : name;
  const options = {
    cwd: folder,
    all: true,
    reject: false,
    stdin: "ignore",
    env: { TZ: "America/Los_Angeles" },
  } as const;
  const { exitCode, all } = await execa(file, script === undefined ? args : [script, ...args], options);
  return { exitCode, all };
}
