// oxlint-disable unicorn/no-thenable -- JSON Schema has a keyword of that name
import { expect, test } from "vitest";
import { z } from "zod";
import type { InspectedPlugin } from "../../../src/config/configured-plugin.js";
import { LAUNCHER_KEYS } from "../../../src/config/launcher-config.js";
import { getAt } from "../../../src/config/layers/config-tree.js";
import { buildConfigSchema } from "../../../src/config/schema/config-schema.js";

const Tree = z.strictObject({
  size: z.number(),
  get inner() {
    return Tree.optional();
  },
});

const PLUGINS: InspectedPlugin[] = [
  {
    definition: {
      name: "@lab/watchdog",
      section: "watchdog",
      options: z.strictObject({ project_name: z.string().describe("The project."), job_type: z.string().default("d") }),
    },
    entry: { use: "@lab/watchdog", with: {} },
  },
  { definition: { name: "tree", options: Tree }, entry: { use: "./plugins/tree.mjs", with: {} } },
  { definition: { name: "plain" } },
];

const schema = buildConfigSchema(PLUGINS);
const at = (...path: (string | number)[]): unknown => getAt(schema, path);

test("holds each key of the launcher with its description, and none but those and the sections", () => {
  expect(schema["$schema"]).toBe("http://json-schema.org/draft-07/schema#");
  expect(Object.keys(schema.properties ?? {}).sort()).toEqual(["$schema", ...LAUNCHER_KEYS, "watchdog"].sort());
  expect(schema.additionalProperties).toBe(false);
  expect(LAUNCHER_KEYS.filter((key) => !String(at("properties", key, "description")).endsWith("."))).toEqual([]);
});

test("requires nothing that another source may set", () => {
  expect(schema.required).toEqual([]);
  expect(at("definitions", "@lab/watchdog")).toHaveProperty("properties");
  expect(at("definitions", "@lab/watchdog")).not.toHaveProperty("required");
});

test("a plugin's options are described in its section and in `with`", () => {
  expect(schema.properties?.["watchdog"]).toEqual({ $ref: "#/definitions/%40lab~1watchdog" });
  expect(at("definitions", "@lab/watchdog", "properties", "project_name")).toEqual({
    type: "string",
    description: "The project.",
  });
  expect(at("properties", "plugins", "items", "allOf")).toEqual([
    {
      if: { properties: { use: { const: "@lab/watchdog" } }, required: ["use"] },
      then: { properties: { with: { $ref: "#/definitions/%40lab~1watchdog" } } },
    },
    {
      if: { properties: { use: { const: "./plugins/tree.mjs" } }, required: ["use"] },
      then: { properties: { with: { $ref: "#/definitions/tree" } } },
    },
  ]);
});

test("references of a plugin's schema lead to where it now stands", () => {
  const references = [...JSON.stringify(schema).matchAll(/"\$ref":"#([^"]*)"/gu)].map(([, reference]) =>
    decodeURIComponent(reference ?? ""),
  );
  expect(at("definitions", "tree", "properties", "inner", "allOf", 0)).toEqual({ $ref: "#/definitions/tree" });
  const steps = (reference: string): string[] =>
    reference
      .split("/")
      .slice(1)
      .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  expect(references.filter((reference) => typeof at(...steps(reference)) !== "object")).toEqual([]);
});
