import { expect, test } from "vitest";
import { z } from "zod";
import { checkValues } from "../../../src/config/schema/check-values.js";
import { viewSchema } from "../../../src/config/schema/schema-view.js";

test("a secret that is written where only its place belongs is not repeated", () => {
  const error = "must not be written here, it is a secret: give { env: NAME }";
  const schema = z.object({ url: z.strictObject({ env: z.string() }, { error }) });
  const { problems } = checkValues(schema, viewSchema(schema), { url: "https://hooks/very-secret" }, () => undefined);
  expect(problems.map(({ path, text }) => `${path} ${text}`)).toEqual([`url ${error}`]);
});

const Program = z.strictObject({ name: z.string().optional(), command: z.array(z.string()) });
const Stage = Program.extend({ name: z.string() });
const Rig = z.strictObject({
  experiment: z.union([Program, z.array(Stage)]).optional(),
  plugins: z.array(z.strictObject({ use: z.string(), with: z.record(z.string(), z.unknown()).optional() })).optional(),
  steps: z.array(Stage).optional(),
  mapper: z.strictObject({ command: z.array(z.string()).optional(), file: z.string().optional() }).optional(),
});

test.for<[string, object, string]>([
  [
    "a plugin by its name",
    { plugins: ["@x/y"] },
    'plugins[0] expected keys and values, found "@x/y"; it is written as {use: "@x/y"}',
  ],
  [
    "a plugin by its path",
    { plugins: ["./p.mjs"] },
    'plugins[0] expected keys and values, found "./p.mjs"; it is written as {use: ./p.mjs}',
  ],
  [
    "a command as the experiment",
    { experiment: ["python", "record.py", "{x}"] },
    'experiment expected keys and values, found a list; it is written as {command: [python, record.py, "{x}"]}',
  ],
  [
    "a command in one text",
    { experiment: "python record.py" },
    'experiment expected keys and values or list, found "python record.py"; it is written as {command: [python, record.py]}',
  ],
  [
    "a step by its name",
    { steps: ["weigh"] },
    'steps[0] expected keys and values, found "weigh"; its keys are name, command',
  ],
  [
    "one step that is no list",
    { steps: { name: "weigh" } },
    "steps expected list, found keys and values; in a list, each item has a dash before it: - name: …",
  ],
  [
    "a mapper by its file",
    { mapper: "map.py" },
    'mapper expected keys and values, found "map.py"; its keys are command, file',
  ],
])("%s is told how it is written", ([, tree, told]) => {
  const { problems } = checkValues(Rig, viewSchema(Rig), tree as never, () => undefined);
  expect(problems.map(({ path, text }) => `${path} ${text}`)).toEqual([told]);
});

test("a value that a schema's own words begin with is shown once", () => {
  const error = ({ input }: { readonly input: unknown }) => `${JSON.stringify(input)} is no time of day`;
  const schema = z.object({ at: z.string().refine((text) => text === "20:00", { error }) });
  const { problems } = checkValues(schema, viewSchema(schema), { at: "25:00" }, () => undefined);
  expect(problems.map(({ text }) => text)).toEqual(['"25:00" is no time of day']);
});
