import { describe, expect, test } from "vitest";
import { z } from "zod";
import { explainKey } from "../../../src/config/tell/explain-key.js";
import { inspectConfig } from "../../../src/config/tell/inspect-config.js";
import { redactorFor } from "../../../src/config/tell/known-secrets.js";
import { showConfig } from "../../../src/config/tell/show-config.js";
import { listKeys } from "../../../src/config/schema/list-keys.js";
import { traceConfig } from "../../../src/config/tell/trace-config.js";
import { load, makeRig, refusal } from "../rig-folder.js";

const CONFIG = `data_dir: d
watchdog:
  project_name: A
  api_token: hunter22
plugins:
  - use: ./watchdog.mjs
    with:
      job_type: by-with
`;
const watchdog = {
  name: "rigline-watchdog",
  section: "watchdog",
  options: z.strictObject({
    project_name: z.string().describe("The project."),
    api_token: z.string().optional(),
    job_type: z.string().default("default"),
    wait_seconds: z.number().optional(),
    labels: z.record(z.string(), z.string()).default({}),
    steps: z
      .array(z.strictObject({ name: z.string(), loud: z.boolean().default(false) }))
      .default([{ name: "go", loud: true }]),
    since: z
      .codec(z.string(), z.date(), { decode: (text) => new Date(text), encode: (date) => date.toISOString() })
      .default(new Date(0)),
  }),
};

async function inspect(environment: Record<string, string> = {}) {
  const resolved = await load(makeRig({ "rigline.config.yaml": CONFIG }), { environment });
  const inspection = inspectConfig(
    resolved,
    resolved.values.plugins.map((entry) => ({ definition: watchdog, entry })),
  );
  return { ...inspection, resolved, redact: redactorFor(resolved.layers ?? []) };
}

describe("explain", () => {
  test("each source, the winner first, with the plugin's `with` among them", async () => {
    const { provenance, keys, redact } = await inspect({ RIGLINE_WATCHDOG__JOB_TYPE: "by-environment" });
    const [found, ...others] = explainKey("watchdog.job_type", provenance, keys, redact);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      key: "watchdog.job_type",
      variable: "RIGLINE_WATCHDOG__JOB_TYPE",
      sources: [
        { kind: "init", line: 8, column: 7, value: "by-with" },
        { kind: "environment", name: "RIGLINE_WATCHDOG__JOB_TYPE", value: "by-environment" },
        { kind: "default", value: "default" },
      ],
    });
  });

  test("a section tells every key in it, also those that nobody set; secrets are hidden", async () => {
    const { provenance, keys, redact } = await inspect();
    const found = explainKey("watchdog", provenance, keys, redact);
    expect(Object.fromEntries(found.map(({ key, sources }) => [key, sources[0]?.value]))).toMatchObject({
      "watchdog.project_name": "A",
      "watchdog.api_token": "[secret]",
      "watchdog.job_type": "by-with",
      "watchdog.wait_seconds": undefined,
    });
    expect(found.find(({ key }) => key === "watchdog.project_name")?.description).toBe("The project.");
  });

  test("an item of a list, and the list", async () => {
    const { provenance, keys, redact } = await inspect();
    expect(explainKey("plugins[0].with.job_type", provenance, keys, redact)[0]?.sources).toMatchObject([
      { line: 8, value: "by-with" },
    ]);
    expect(explainKey("plugins", provenance, keys, redact).map(({ key }) => key)).toEqual(["plugins"]);
  });

  test("what a list's items leave out has its default, and a list of defaults has items", async () => {
    const { provenance, keys, redact } = await inspect({ RIGLINE_EXPERIMENT__COMMAND: '["a"]' });
    const tell = (key: string): unknown =>
      explainKey(key, provenance, keys, redact).map((found) => [
        found.key,
        ...found.sources.map(({ kind, value }) => [kind, value]),
      ]);
    expect(tell("plugins[0].enabled")).toEqual([["plugins[0].enabled", ["default", true]]]);
    expect(tell("experiment.success_exit_codes[0]")).toEqual([["experiment.success_exit_codes[0]", ["default", 0]]]);
    expect(tell("watchdog.steps")).toEqual([["watchdog.steps", ["default", [{ name: "go", loud: true }]]]]);
    expect(tell("watchdog.steps[0]")).toEqual([
      ["watchdog.steps[0].name", ["default", "go"]],
      ["watchdog.steps[0].loud", ["default", true]],
    ]);
  });

  test("keys that the writer of the file chose, also in quotes, are told with the key around them", async () => {
    const { provenance, keys, redact } = await inspect({ RIGLINE_WATCHDOG__LABELS: '{"room": "4", "A B": "x"}' });
    const found = explainKey("watchdog.labels", provenance, keys, redact);
    expect(found.map(({ key, sources }) => [key, sources[0]?.value])).toEqual([
      ["watchdog.labels.room", "4"],
      ['watchdog.labels["A B"]', "x"],
    ]);
  });

  test.each([
    ["wachdog", 'there is no key "wachdog". Did you mean "watchdog"?', "data_dir"],
    ["watchdog.", 'there is no key "watchdog.". Did you mean "watchdog"?', "project_name, api_token"],
    [
      "watchdog.qqqqqqqq",
      'there is no key "watchdog.qqqqqqqq".',
      "the keys in watchdog are: project_name, api_token, job_type",
    ],
    [
      "RIGLINE_WATCHDOG__JOB_TYPE",
      'RIGLINE_WATCHDOG__JOB_TYPE is the variable of the key "watchdog.job_type"',
      "data_dir",
    ],
    ["", "no key was named", "data_dir"],
  ])("%j: the nearest key, and those beside it", async (key, message, listed) => {
    const { provenance, keys, redact } = await inspect();
    const error = await refusal(() => explainKey(key, provenance, keys, redact));
    expect(error.message).toBe(message);
    expect(error.why).toContain(listed);
  });

  test("a key that there is not: the nearest", async () => {
    const { provenance, keys, redact } = await inspect();
    const error = await refusal(() => explainKey("watchdog.projet_name", provenance, keys, redact));
    expect(error).toMatchObject({ code: "CONFIG_UNKNOWN_KEY", exit: "config" });
    expect(error.message).toBe('there is no key "watchdog.projet_name". Did you mean "watchdog.project_name"?');
    expect(error.why).toContain("api_token");
  });
});

test("an experiment that is a list is told as one, without the keys of a single program; a key of an item with its place", async () => {
  const file = "data_dir: d\nexperiment:\n  - { name: one, command: [node, '{subject}'] }\n";
  const resolved = await load(makeRig({ "rigline.config.yaml": file }));
  const explain = (key: string) =>
    explainKey(key, resolved.provenance, listKeys([]), redactorFor(resolved.layers ?? [])).map(
      ({ key: told, sources, placeholders }) => [told, sources[0]?.value, placeholders?.length],
    );
  expect(explain("experiment").map(([key]) => key)).toEqual(["experiment"]);
  expect(explain("experiment[0].command")).toEqual([["experiment[0].command", ["node", "{subject}"], 8]]);
  expect(() => explain("experiment[0].comand")).toThrow('there is no key "experiment[0].comand"');
});

describe("the whole configuration", () => {
  test("as a tree: defaults, options as the plugin sees them, secrets hidden", async () => {
    const { resolved, provenance, options, redact } = await inspect();
    expect(showConfig({ ...resolved, provenance }, options, redact)).toEqual({
      data_dir: "d",
      services: {},
      allow_dirty: false,
      temp_dir: "local/.temp",
      plugins: [{ use: "./watchdog.mjs", with: { job_type: "by-with" }, enabled: true }],
      checks: [],
      steps: [],
      answers: {},
      hook_timeouts: {},
      debug_mode: false,
      input: true,
      watchdog: {
        project_name: "A",
        api_token: "[secret]",
        job_type: "by-with",
        since: new Date(0),
        labels: {},
        steps: [{ name: "go", loud: true }],
      },
    });
  });

  test("functions and objects that a program put into it are named by what they are", async () => {
    const resolved = await load(
      makeRig({
        "rigline.config.mjs":
          "class Mapper {}\nexport default { data_dir: 'd', w: { map: function map() {}, mapper: new Mapper(), big: 5n } };\n",
      }),
    );
    const shown = showConfig(resolved, {}, redactorFor([]));
    expect(shown["w"]).toEqual({ map: "[function map]", mapper: "[Mapper]", big: "5" });
  });
});

test("a configuration that is wrong is traced nevertheless", async () => {
  const folder = makeRig({ "rigline.config.yaml": "subject: a\nforecast_gb: lots\nplugins:\n  - use: ./w.mjs\n" });
  const { resolved, failure } = await traceConfig({ folder, environment: { RIGLINE_SUBJECT: "b" } });
  expect(failure).toMatchObject({ code: "CONFIG_INVALID" });
  expect(resolved.values.plugins).toEqual([{ use: "./w.mjs", with: {}, enabled: true }]);
  expect(resolved.provenance.get("subject")?.map(({ value }) => value)).toEqual(["a", "b"]);
  const inspection = inspectConfig(resolved, [{ definition: watchdog }]);
  expect(inspection.failures.map(({ code }) => code)).toEqual(["CONFIG_INVALID"]);
});
