import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

interface Row {
  readonly package: string;
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
  return readdirSync(join(root, "packages")).flatMap((name) => {
    const source = join(root, "packages", name, "src");
    const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    return files.map((file) => join(source, file));
  });
}

/** Every table made with defineErrors, wherever it is exported. */
async function collectRows(): Promise<Row[]> {
  const found: Row[] = [];
  for (const name of readdirSync(join(root, "packages")).sort()) {
    const source = join(root, "packages", name, "src");
    const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    const defining = files.filter((file) =>
      /^export const \w+ = defineErrors\(/m.test(readFileSync(join(source, file), "utf8")),
    );
    for (const file of defining.sort()) {
      const module = (await import(pathToFileURL(join(source, file)).href)) as Record<string, unknown>;
      for (const value of Object.values(module)) found.push(...readTable(name, value));
    }
  }
  return found;
}

function readTable(packageName: string, exported: unknown): Row[] {
  const table = (exported as { table?: Record<string, Omit<Row, "code" | "package">> } | undefined)?.table;
  if (typeof exported !== "function" || table === undefined) return [];
  return Object.entries(table).map(([code, { exit, meaning, todo }]) => ({
    package: packageName,
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

test("docs/errors/errors.md lists every code (npm test -- test/docs -u writes it anew)", async () => {
  const sections = groupByPackage();
  const text = [...sections].map(([name, own]) =>
    [
      `## @rigline/${name}`,
      "",
      "| code | exit | meaning | what to do |",
      "|---|---|---|---|",
      ...own.map(renderRow),
      "",
    ].join("\n"),
  );
  const page = `# Error codes\n\nEach error names its code, what failed, where, why and what to do. The column exit holds where the\nerror ends the command; [exit codes](../cli/exit-codes.md) say what becomes of it within a session.\n\n\`CONFIG\` and \`NAME\` in a command stand for the watch config and the job's name; where the error is told they are filled in.\n\n${text.join("\n")}\n[Back to the documentation](../README.md)\n`;
  await expect(page).toMatchFileSnapshot(join(root, "docs/errors/errors.md"));
});

function groupByPackage(): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(row.package, [...(groups.get(row.package) ?? []), row]);
  return groups;
}

function renderRow({ code, exit, meaning, todo }: Row): string {
  const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
  return `| \`${code}\` | ${exit} | ${cell(meaning)} | ${cell(todo)} |`;
}
