import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describePlaceholders, LauncherConfigSchema, type Plugin } from "@rigline/core";
import { WatchConfigFileSchema } from "@rigline/manifest";
import { WatchdogOptionsSchema } from "@rigline/watchdog-plugin";
import { expect, test } from "vitest";
import { z } from "zod";
import { listSources } from "./list-sources.js";
import { linkPages } from "./type-tables.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: string | number | boolean | null;
  readonly additionalProperties?: Schema | boolean;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

interface Key {
  readonly path: string;
  readonly schema: Schema;
}

/** The plugins of @rigline/rig-plugins, each on a page of its own: one may have few keys. */
const rigPlugins = readdirSync(join(root, "packages/rig-plugins/src"), { withFileTypes: true })
  .filter((entry) => existsSync(join(entry.parentPath, entry.name, "index.ts")))
  .map(({ name }) => name);
const optionsOf = async (name: string): Promise<z.ZodType> => {
  const index = new URL(`../../packages/rig-plugins/src/${name}/index.ts`, import.meta.url).href;
  const { default: plugin } = (await import(/* @vite-ignore */ index)) as { readonly default: Plugin };
  if (plugin.options === undefined) throw new Error(`${name} has no options`);
  return plugin.options;
};
const pluginTables = await Promise.all(
  rigPlugins.map(async (name) => [`docs/rig-plugins/${name}.md`, name, await optionsOf(name)] as const),
);

const tables: readonly (readonly [page: string, name: string, schema: z.ZodType])[] = [
  ["docs/config/config.md", "launcher", LauncherConfigSchema],
  ["docs/watchdog-plugin/hand-off.md", "watchdog", WatchdogOptionsSchema],
  ["docs/watchdog-service/daemon.md", "watch config", WatchConfigFileSchema],
];

/** Of one table, what another one tells: who is told is said with the same keys in both configs. */
const TOLD_ELSEWHERE: Readonly<Record<string, readonly [keys: RegExp, where: string]>> = {
  watchdog: [
    /^(?:notify\[\]|ping)\./,
    "Each key below `notify` and `ping`: [the daemon's settings](../watchdog-service/daemon.md#settings).",
  ],
};

test.each(tables)("%s has keys (%s)", (_page, _name, schema) => {
  expect(keysOf(schema).length).toBeGreaterThan(8);
});

test("there are such plugins", () => {
  expect(pluginTables.length).toBeGreaterThan(0);
  for (const [, name, schema] of pluginTables) expect(keysOf(schema).length, name).toBeGreaterThan(0);
});

test.each([...tables, ...pluginTables])("every key that %s lists says what it means (%s)", (_page, _name, schema) => {
  const keys = keysOf(schema);
  expect(
    keys.filter(({ schema: { description } }) => !/^\S.*\.$/s.test(description ?? "")).map(({ path }) => path),
  ).toEqual([]);
});

test.each([...tables, ...pluginTables])(
  "the table of keys in %s is that of the schema (%s; npm test -- test/docs/config-keys -u writes it anew)",
  async (page, name, schema) => {
    const text = readFileSync(join(root, page), "utf8");
    const [elsewhere, where] = TOLD_ELSEWHERE[name] ?? [];
    const keys = keysOf(schema).filter(({ path }) => elsewhere?.test(path) !== true);
    const rows = ["| key | type | default | meaning |", "|---|---|---|---|", ...keys.map(renderRow)];
    const table = [...rows, ...(where === undefined ? [] : ["", where])].join("\n");
    const [start, end] = [`<!-- keys of the ${name} -->`, `<!-- /keys of the ${name} -->`];
    const [before, rest = ""] = text.split(start);
    const after = rest.split(end)[1];
    if (after === undefined) throw new Error(`${page} has no ${start} … ${end}`);
    await expect(`${before}${start}\n\n${table}\n\n${end}${after}`).toMatchFileSnapshot(join(root, page));
  },
);

test("the names that are filled in are those of docs/programs, with their meanings", () => {
  const text = readFileSync(join(root, "docs/programs/programs.md"), "utf8");
  const [, table] = /<!-- placeholders -->\n\n([^]*?)\n\n<!-- \/placeholders -->/.exec(text) ?? [];
  const rows = describePlaceholders("session").map(({ name, meaning }) => `| \`${name}\` | ${meaning} |`);
  expect(table).toBe(["| name | becomes |", "|---|---|", ...rows].join("\n"));
});

/** Every key that a value may be given to, in the order of the schema; a key that only holds others is told by them. */
function keysOf(schema: z.ZodType): Key[] {
  return collect(z.toJSONSchema(schema, { io: "input", target: "draft-7", unrepresentable: "any" }) as Schema, "");
}

function collect(schema: Schema, around: string): Key[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const path = `${around}${name}`;
    if (inner.anyOf !== undefined && inner.anyOf.some(({ properties }) => properties !== undefined))
      return [
        { path, schema: inner },
        ...inner.anyOf.flatMap((one) => [
          ...collect(one, `${path}.`),
          ...(one.items === undefined ? [] : collect(one.items, `${path}[].`)),
        ]),
      ];
    if (hasNoEffect(inner)) return [{ path, schema: { description: inner.description ?? "" } }];
    if (inner.properties !== undefined) return [...saidOf(path, inner), ...collect(inner, `${path}.`)];
    if (inner.items?.properties === undefined) return [{ path, schema: inner }];
    return [{ path, schema: inner }, ...collect(inner.items, `${path}[].`)];
  });
}

/** Its default and the keys within it say nothing that a reader could use. */
function hasNoEffect({ description = "" }: Schema): boolean {
  return description.endsWith("without effect.");
}

/** What has keys of its own and a meaning as a whole. */
function saidOf(path: string, schema: Schema): Key[] {
  return schema.description === undefined ? [] : [{ path, schema }];
}

function renderRow({ path, schema }: Key): string {
  const cell = (text: string): string => linkPages(text.replaceAll("|", "\\|").replaceAll("\n", " "));
  const words = [describeType(schema), renderDefault(schema.default), schema.description ?? ""];
  return `| \`${path}\` | ${words.map(cell).join(" | ")} |`;
}

/** What may be written there, in words; empty where anything may, or the schema leaves it to its own words. */
function describeType(schema: Schema): string {
  if (schema.enum !== undefined) return inWords(schema.enum.map((value) => `\`${String(value)}\``));
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.anyOf !== undefined)
    return inWords([...new Set(schema.anyOf.map(describeType))].filter((type) => type !== ""));
  if (Array.isArray(schema.type)) return inWords(schema.type.map((type: string) => describeType({ type })));
  if (schema.type === "array") return `list of ${schema.items === undefined ? "values" : describeType(schema.items)}`;
  const names: Readonly<Record<string, string>> = {
    string: "text",
    integer: "number",
    number: "number",
    boolean: "`true` or `false`",
    null: "`null`",
    object: "object",
  };
  return names[String(schema.type)] ?? "";
}

function inWords(types: readonly string[]): string {
  return types.length < 2 ? types.join("") : `${types.slice(0, -1).join(", ")} or ${types.at(-1)}`;
}

function renderDefault(value: unknown): string {
  if (value === undefined || (typeof value === "object" && value !== null && Object.keys(value).length === 0))
    return "";
  if (value === "") return "empty";
  if (Array.isArray(value)) return `\`[${value.map((item) => JSON.stringify(item)).join(", ")}]\``;
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

/** Names of files and tables that look like variables. */
const NO_VARIABLES = new Set(["RIGLINE_FOLDER", "RIGLINE_KEYS", "WATCHDOG_EXE_MISSING", "WATCHDOG_TRANSFERS"]);

test("docs/cli/environment.md has each variable of Rigline's that the sources read or set", () => {
  const page = readFileSync(join(root, "docs/cli/environment.md"), "utf8");
  const names = ["core", "watchdog-plugin", "watchdog-service", "foundation"]
    .flatMap((name) => listSources(name).map((file) => join(root, "packages", name, "src", file)))
    .flatMap((file) => [
      ...readFileSync(file, "utf8").matchAll(/\b(?:RIGLINE|WATCHDOG|OTEL)_[A-Z]+(?:_[A-Z]+)*\b(?!_)/g),
    ])
    .map(([variable]) => variable);
  const known = new Set(names.filter((name) => !NO_VARIABLES.has(name)));
  expect(known.size).toBeGreaterThan(15);
  expect([...known].filter((name) => !page.includes(`\`${name}\``) && !isKeyOfConfig(name))).toEqual([]);
});

/** `RIGLINE_DATA_DIR` is a key's, as an example in a comment or a message. */
function isKeyOfConfig(name: string): boolean {
  const key = name.replace(/^RIGLINE_/, "").toLowerCase();
  return keysOf(LauncherConfigSchema).some(({ path }) => path === key) || key === "datadir";
}
