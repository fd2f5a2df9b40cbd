import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DOCS, linkPages, readEvents, readFields, type Field } from "./type-tables.js";

const MARK = /<!-- (fields|events) of ([^>]+?) -->\n[^]*?<!-- \/\1 -->/g;

const pages = readdirSync(DOCS, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".md") && !/^(?:node_modules|api)\b/.test(name))
  .filter((name) => readFileSync(join(DOCS, name), "utf8").match(MARK) !== null)
  .map((name) => name.replaceAll("\\", "/"))
  .sort();

test("there are such pages", () => {
  expect(pages).toContain("cli/json.md");
});

test.each(pages)(
  "the tables of fields in docs/%s are those of the types (npm test -- test/docs/type-tables -u writes them anew)",
  async (page) => {
    const text = readFileSync(join(DOCS, page), "utf8");
    const wanted = text.replaceAll(MARK, (_whole, kind: string, places: string) => {
      const rows = places.split(" ").flatMap((place) => (kind === "fields" ? fieldRows(place) : eventRows(place)));
      const head = kind === "fields" ? "| field | type | meaning |" : "| event | fields | tells |";
      return [`<!-- ${kind} of ${places} -->`, "", head, "|---|---|---|", ...rows, "", `<!-- /${kind} -->`].join("\n");
    });
    await expect(wanted).toMatchFileSnapshot(join(DOCS, page));
  },
);

function fieldRows(place: string): readonly string[] {
  const fields = readFields(place);
  expect(fields.filter(({ meaning }) => meaning === "").map(({ name }) => `${place}: ${name}`)).toEqual([]);
  return fields.map(({ name, type, meaning }) => `| \`${name}\` | ${cell(type)} | ${cell(meaning)} |`);
}

function eventRows(place: string): readonly string[] {
  const events = readEvents(place);
  expect(events.filter(({ meaning }) => meaning === "").map(({ name }) => `${place}: ${name}`)).toEqual([]);
  return events.map(
    ({ name, fields, meaning }) => `| \`${name}\` | ${fields.map(inOne).join("; ")} | ${cell(meaning)} |`,
  );
}

function inOne({ name, type }: Field): string {
  return name === "…" ? cell(type) : `\`${name}\`: ${cell(type).replace("; may be absent", ", may be absent")}`;
}

function cell(text: string): string {
  return linkPages(text.replaceAll("|", "\\|"));
}
