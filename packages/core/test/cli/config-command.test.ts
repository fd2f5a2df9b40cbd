import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { makeRig, writeIn } from "../config/rig-folder.js";
import { runRigline } from "./run-rigline.js";

// An address: on Windows a path is none, and `import` takes nothing else.
const zod = JSON.stringify(pathToFileURL(createRequire(import.meta.url).resolve("zod")).href);
const PLUGIN = `import { z } from ${zod};
export default {
  name: "watchdog", version: "1.0.0", section: "watchdog",
  options: z.strictObject({
    project_name: z.string().describe("The project."),
    wait_seconds: z.number().default(60),
    api_token: z.string().optional(),
  }),
  hooks: {},
};
`;
const CONFIG = `data_dir: data
watchdog:
  project_name: A
plugins:
  - use: ./watchdog.mjs
`;
const makeWatchdogRig = (config = CONFIG): string => makeRig({ "rigline.config.yaml": config, "watchdog.mjs": PLUGIN });
const ENVIRONMENT = { RIGLINE_WATCHDOG__API_TOKEN: "hunter22", RIGLINE_WATCHDOG__PROJECT_NAME: "B" };

describe("rigline config", () => {
  test("prints the merged configuration as YAML, the plugin's options and defaults included, without secrets", async () => {
    const { exitCode, out, err } = await runRigline(
      makeWatchdogRig(),
      ["config", "--set", "watchdog.wait_seconds=5"],
      ENVIRONMENT,
    );
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
    expect(parse(out)).toEqual({
      data_dir: "data",
      services: {},
      allow_dirty: false,
      temp_dir: "local/.temp",
      plugins: [{ use: "./watchdog.mjs", with: {}, enabled: true }],
      answers: {},
      hook_timeouts: {},
      checks: [],
      steps: [],
      debug_mode: false,
      input: true,
      watchdog: { project_name: "A", wait_seconds: 5, api_token: "[secret]" },
    });
  });

  test("--json prints the same as JSON", async () => {
    const rig = makeWatchdogRig();
    const yaml = await runRigline(rig, ["config"], ENVIRONMENT);
    const json = await runRigline(rig, ["config", "--json"], ENVIRONMENT);
    expect(JSON.parse(json.out)).toEqual(parse(yaml.out));
  });

  test("warnings go to standard error", async () => {
    const { exitCode, err } = await runRigline(makeWatchdogRig(), ["config"], { RIGLINE_DASHBOARD__COLOUR: "red" });
    expect(exitCode).toBe(0);
    expect(err).toBe(
      'warning: RIGLINE_DASHBOARD__COLOUR: "dashboard" is not read, no plugin has a section of this name.\n',
    );
  });

  test("--quiet leaves warnings out", async () => {
    const environment = { RIGLINE_DASHBOARD__COLOUR: "red" };
    const { exitCode, err } = await runRigline(makeWatchdogRig(), ["config", "--quiet"], environment);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
  });

  test.each([
    ["a misspelt option", CONFIG.replace("project_name", "projet_name"), "CONFIG_UNKNOWN_KEY", 3],
    ["a section that nobody has", `${CONFIG}robocopi:\n  log: x\n`, "CONFIG_UNKNOWN_KEY", 3],
    ["a wrong value", `${CONFIG}forecast_gb: lots\n`, "CONFIG_INVALID", 3],
    ["a plugin that is not there", CONFIG.replace("watchdog.mjs", "watchdogs.mjs"), "PLUGIN_NOT_FOUND", 4],
  ])("%s: exit code and error", async (_what, config, code, exit) => {
    const { exitCode, out, err } = await runRigline(makeWatchdogRig(config), ["config"]);
    expect({ exitCode, out }).toEqual({ exitCode: exit, out: "" });
    expect(err).toContain(`error ${code}: `);
    expect(err).toContain("  do:    ");
  });
});

describe("rigline config explain", () => {
  test("without a key lists those there are, plugins' too, with what they are for", async () => {
    const rig = makeWatchdogRig();
    const { exitCode, out } = await runRigline(rig, ["config", "explain"], ENVIRONMENT);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^data_dir +Sessions are written to/mu);
    expect(out).toMatch(/^watchdog\.project_name/mu);
    const { out: json } = await runRigline(rig, ["config", "explain", "--json"], ENVIRONMENT);
    expect(JSON.parse(json)).toContainEqual(expect.objectContaining({ path: "experiment.command" }));
  });

  test("the names that are filled in there, also of the keys of a list's items", async () => {
    const rig = makeWatchdogRig(`${CONFIG}steps:\n  - { name: a, phase: post, command: [node, "{subject}"] }\n`);
    for (const key of ["steps[].command", "steps[0].command", "experiment.command"]) {
      const { exitCode, out } = await runRigline(rig, ["config", "explain", key], ENVIRONMENT);
      expect(exitCode).toBe(0);
      expect(out).toContain("  filled in are\n    {session_directory}  the session's folder, absolute\n");
    }
    const { out } = await runRigline(rig, ["config", "explain", "checks[].command"], ENVIRONMENT);
    expect(out).toContain("{rig_name}");
    expect(out).not.toContain("{subject}");
  });

  test("each source with its place, and which one won", async () => {
    const rig = makeWatchdogRig();
    const { exitCode, out } = await runRigline(rig, ["config", "explain", "watchdog.project_name"], ENVIRONMENT);
    expect(exitCode).toBe(0);
    const file = `${path.join(rig, "rigline.config.yaml")}:3:3`;
    expect(out.replaceAll(/ {2,}/gu, "  ")).toBe(
      [
        'watchdog.project_name = "A"',
        "  The project.",
        `  wins  file  ${file}  "A"`,
        '  hidden  environment  RIGLINE_WATCHDOG__PROJECT_NAME  "B"',
        "",
      ].join("\n"),
    );
  });

  test("a key that nobody set says how to set it", async () => {
    const { out } = await runRigline(makeWatchdogRig(), ["config", "explain", "forecast_gb"]);
    expect(out).toContain("forecast_gb is not set\n");
    expect(out).toContain("RIGLINE_FORECAST_GB, or by --set forecast_gb=…");
  });

  test("--json, and options after the key; a secret stays hidden", async () => {
    const { out } = await runRigline(
      makeWatchdogRig(),
      ["config", "explain", "watchdog.api_token", "--json"],
      ENVIRONMENT,
    );
    expect(JSON.parse(out)).toEqual([
      {
        key: "watchdog.api_token",
        variable: "RIGLINE_WATCHDOG__API_TOKEN",
        sources: [{ kind: "environment", name: "RIGLINE_WATCHDOG__API_TOKEN", value: "[secret]" }],
      },
    ]);
  });

  test("a misspelt key: the nearest", async () => {
    const { exitCode, err } = await runRigline(makeWatchdogRig(), ["config", "explain", "watchdog.project"]);
    expect(exitCode).toBe(3);
    expect(err).toContain('there is no key "watchdog.project".');
    expect((await runRigline(makeWatchdogRig(), ["config", "explain", "watchdog.wait_second"])).err).toContain(
      'Did you mean "watchdog.wait_seconds"?',
    );
  });

  test("answers also when the configuration is wrong, and tells what is wrong after it", async () => {
    const { exitCode, out, err } = await runRigline(makeWatchdogRig(`${CONFIG}forecast_gb: lots\n`), [
      "config",
      "explain",
      "forecast_gb",
    ]);
    expect(exitCode).toBe(3);
    expect(out).toContain('forecast_gb = "lots"');
    expect(err).toContain('error CONFIG_INVALID: forecast_gb: expected number, found "lots"');
  });
});

describe("rigline config schema", () => {
  test("holds the plugin's options", async () => {
    const { exitCode, out } = await runRigline(makeWatchdogRig(), ["config", "schema"]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      properties: { watchdog: { $ref: "#/definitions/watchdog" } },
      definitions: { watchdog: { properties: { project_name: { description: "The project." } } } },
    });
  });

  test("helps also where there is no configuration yet, or a plugin does not load", async () => {
    const bare = await runRigline(makeRig(), ["config", "schema"]);
    expect(bare.exitCode).toBe(0);
    expect(JSON.parse(bare.out)).toHaveProperty("properties.data_dir");
    const rig = makeWatchdogRig();
    writeIn(rig, "watchdog.mjs", "throw new Error('no licence');\n");
    const broken = await runRigline(rig, ["config", "schema"]);
    expect(broken.exitCode).toBe(0);
    expect(broken.err).toContain("no licence");
  });
});
