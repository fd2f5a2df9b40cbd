import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describePlaceholders, LauncherConfigSchema } from "@rigline/core";
import { WatchConfigFileSchema } from "@rigline/manifest";
import { WatchdogOptionsSchema } from "@rigline/watchdog-plugin";
import { expect, test } from "vitest";
import { z } from "zod";

const root = fileURLToPath(new URL("../../", import.meta.url));

interface Schema {
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

const tables: readonly (readonly [page: string, name: string, schema: z.ZodType])[] = [
  ["docs/config/config.md", "launcher", LauncherConfigSchema],
  ["docs/watchdog-plugin/hand-off.md", "watchdog", WatchdogOptionsSchema],
  ["docs/watchdog-service/daemon.md", "watch config", WatchConfigFileSchema],
];

test.each(tables)("every key that %s lists says what it means (%s)", (_page, _name, schema) => {
  const keys = keysOf(schema);
  expect(keys.length).toBeGreaterThan(8);
  expect(
    keys.filter(({ schema: { description } }) => !/^\S.*\.$/s.test(description ?? "")).map(({ path }) => path),
  ).toEqual([]);
});

test.each(tables)(
  "the table of keys in %s is that of the schema (%s; npm test -- test/docs/config-keys -u writes it anew)",
  async (page, name, schema) => {
    const text = readFileSync(join(root, page), "utf8");
    const table = ["| key | default | meaning |", "|---|---|---|", ...keysOf(schema).map(renderRow)].join("\n");
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
  const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
  return `| \`${path}\` | ${cell(renderDefault(schema.default))} | ${cell(schema.description ?? "")} |`;
}

function renderDefault(value: unknown): string {
  if (value === undefined || (typeof value === "object" && value !== null && Object.keys(value).length === 0))
    return "";
  if (value === "") return "empty";
  if (Array.isArray(value)) return `\`[${value.map((item) => JSON.stringify(item)).join(", ")}]\``;
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}
