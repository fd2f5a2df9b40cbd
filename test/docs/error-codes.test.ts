import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { beforeAll, expect, test } from "vitest";
import { linkPages } from "./type-tables.js";
import { listSources, PACKAGES, WITH_SOURCES } from "./list-sources.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

interface Row {
  readonly package: string;
  /** The folder of the package's sources in which the table stands. */
  readonly room: string;
  readonly code: string;
  readonly exit: string;
  readonly meaning: string;
  readonly todo: string;
}

let rows: Row[];
beforeAll(async () => {
  rows = await collectRows();
});

function sourceFiles(): string[] {
  return WITH_SOURCES.flatMap((name) => listSources(name).map((file) => join(PACKAGES, name, "src", file)));
}

/** Every table made with defineErrors, wherever it is exported. */
async function collectRows(): Promise<Row[]> {
  const found: Row[] = [];
  for (const name of WITH_SOURCES) {
    const source = join(PACKAGES, name, "src");
    const defining = listSources(name).filter((file) =>
      /^export const \w+ = defineErrors\(/m.test(readFileSync(join(source, file), "utf8")),
    );
    for (const file of defining.sort()) {
      const module = (await import(pathToFileURL(join(source, file)).href)) as Record<string, unknown>;
      for (const value of Object.values(module)) found.push(...readTable(name, file, value));
    }
  }
  return found;
}

function readTable(packageName: string, file: string, exported: unknown): Row[] {
  const table = (exported as { table?: Record<string, Omit<Row, "code" | "package" | "room">> } | undefined)?.table;
  if (typeof exported !== "function" || table === undefined) return [];
  return Object.entries(table).map(([code, { exit, meaning, todo }]) => ({
    package: packageName,
    room: /^([^/\\]+)[/\\]/.exec(file)?.[1] ?? "making it",
    code,
    exit,
    meaning,
    todo,
  }));
}

test("every code is unique in its package, says what it means and what to do, and has an exit code", () => {
  expect(rows.length).toBeGreaterThan(60);
  const names = rows.map((row) => `${row.package} ${row.code}`);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  for (const row of rows) {
    expect(row.code).toMatch(/^[A-Z][A-Z0-9_]+$/);
    expect(row.meaning, row.code).toMatch(/\S.*\.$/);
    expect(row.todo, row.code).toMatch(/\S/);
    expect(Object.keys(EXIT_CODES), row.code).toContain(row.exit);
  }
});

test("every code is made somewhere: none is there for nothing", () => {
  const sources = sourceFiles().map((file) => readFileSync(file, "utf8").replaceAll(/^ {2}[A-Z0-9_]+: \{$/gm, ""));
  const made = (code: string): boolean => sources.some((text) => new RegExp(`["'.]${code}\\b`).test(text));
  expect(rows.map(({ code }) => code).filter((code) => !made(code))).toEqual([]);
});

test("docs/cli/exit-codes.md lists every exit code", () => {
  const page = readFileSync(join(root, "docs/cli/exit-codes.md"), "utf8");
  const listed = [...page.matchAll(/^\| (\d+) \| (\w+) \|/gm)].map(([, code, name]) => [name, Number(code)]);
  expect(Object.fromEntries(listed)).toEqual(EXIT_CODES);
});

const PROGRAMS: Readonly<Record<string, string>> = {
  core: "The launcher",
  create: "A new rig",
  foundation: "Everywhere",
  "launcher-example": "The example",
  manifest: "The manifest",
  "rig-plugins": "A rig's plugins",
  "watchdog-plugin": "The hand-off",
  "watchdog-service": "The daemon",
};

/** Rooms whose names say little to who only uses the programs. */
const ROOMS: Readonly<Record<string, string>> = {
  cli: "commands",
  config: "configuration",
  di: "services",
  init: "a new rig",
  isolated: "plugins in a process of their own",
  launcher: "a session's course",
  session: "sessions",
  ui: "questions",
  platform: "files",
  errors: "the command line",
  lock: "one at a time",
  manifest: "its keys",
  "submit-request": "the request",
  vocabulary: "known words",
  "watch-config": "the watch config",
  wishes: "what people ask of jobs",
  yaml: "the file's form",
  change: "changed afterwards",
  follow: "its end",
  mapper: "what is handed off",
  notify: "people are told",
  "send-test": "the test session",
  transfer: "the manifest",
  gather: "several computers",
  plan: "before copying",
  verify: "verifying",
};

const HEAD = `# Error codes

Each error on the screen begins with its code. Here is what each means and what to do; the
[page of what may go wrong](something-went-wrong.md) begins with what you see instead.

\`CONFIG\` and \`NAME\` in a command stand for the watch config and the job's name; where the error is told they are filled in.
The exit code is that of an error that ends the command; [exit codes](../cli/exit-codes.md) say what becomes of it within a session.
`;

test("docs/errors/errors.md has a part for every code (npm test -- test/docs -u writes it anew)", async () => {
  const groups = new Map<string, string[]>();
  for (const row of rows) {
    const name = `${PROGRAMS[row.package] ?? row.package}: ${ROOMS[row.room] ?? row.room}`;
    groups.set(name, [...(groups.get(name) ?? []), renderPart(row)]);
  }
  const text = [...groups].map(([name, parts]) => [`## ${name}`, "", ...parts].join("\n"));
  const page = [HEAD, ...text, "[Back to the documentation](../README.md)\n"].join("\n");
  await expect(page).toMatchFileSnapshot(join(root, "docs/errors/errors.md"));
});

function renderPart({ code, exit, meaning, todo }: Row): string {
  const line = (text: string): string => linkPages(text.replaceAll("\n", " "));
  const number = EXIT_CODES[exit as keyof typeof EXIT_CODES];
  const end = number === 0 ? "Ends nothing: it is told." : `Exit code ${number} (${exit}).`;
  return `### ${code}\n\n${line(meaning)}\n\n**Do:** ${line(todo)}\n\n${end}\n`;
}
