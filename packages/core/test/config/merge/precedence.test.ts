import path from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { resolvePluginOptions } from "../../../src/config/plugin-options.js";
import type { ResolvedConfig } from "../../../src/config/resolved-config.js";
import { load, makeRig, sourcesOf } from "../rig-folder.js";
import { pickSeed, seededRandom } from "../seeded-random.js";

/** Every source there is, the strongest first; `init` speaks only for plugins. */
const SOURCES = ["flag", "init", "rigline", ".local", "local", "clabe", "environment", "dotenv", "secret"] as const;
type Source = (typeof SOURCES)[number];

const SHOWN: Readonly<Record<Source, RegExp>> = {
  flag: /^flag --set /u,
  init: /^init rigline\.config\.yaml:\d+:\d+$/u,
  rigline: /^file rigline\.config\.yaml:\d+:\d+$/u,
  ".local": /^file clabe\.yml:\d+:\d+$/u,
  local: /^file clabe\.yml:\d+:\d+$/u,
  clabe: /^file clabe\.yml:\d+:\d+$/u,
  environment: /^environment RIGLINE_WATCHDOG__/u,
  dotenv: /^dotenv \.env:\d+:\d+$/u,
  secret: /^secret RIGLINE_WATCHDOG__/u,
};

/** A rig in which each source sets these options of the watchdog. */
async function loadWith(settings: Partial<Record<Source, Readonly<Record<string, string>>>>): Promise<ResolvedConfig> {
  const yaml = (from: Source): string =>
    settings[from] === undefined ? "" : `watchdog:\n${lines(settings[from], (key, value) => `  ${key}: "${value}"`)}`;
  const variables = (from: Source): [string, string][] =>
    Object.entries(settings[from] ?? {}).map(([key, value]) => [`RIGLINE_WATCHDOG__${key.toUpperCase()}`, value]);
  const folder = makeRig({
    "rigline.config.yaml": `data_dir: data\n${yaml("rigline")}plugins:\n  - use: ./watchdog.mjs\n    with:\n${lines(settings.init ?? {}, (key, value) => `      ${key}: "${value}"`)}`,
    "clabe.yml": yaml("clabe"),
    "local/clabe.yml": yaml("local"),
    ".local/clabe.yml": yaml(".local"),
    ".env": variables("dotenv")
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
    ...Object.fromEntries(variables("secret").map(([name, value]) => [path.join("secrets", name), `${value}\n`])),
    "secrets/readme.txt": "other files are let be",
  });
  return load(folder, {
    environment: { RIGLINE_SECRETS_DIR: "secrets", ...Object.fromEntries(variables("environment")) },
    flags: Object.fromEntries(Object.entries(settings.flag ?? {}).map(([key, value]) => [`watchdog.${key}`, value])),
  });
}

function lines(settings: Readonly<Record<string, string>>, line: (key: string, value: string) => string): string {
  return Object.entries(settings)
    .map(([key, value]) => `${line(key, value)}\n`)
    .join("");
}

function watchdog<Options>(options: z.ZodType<Options>) {
  return { name: "rigline-watchdog", section: "watchdog", options };
}

const pairs = SOURCES.flatMap((stronger, index) =>
  SOURCES.slice(index + 1).map((weaker) => [stronger, weaker] as const),
);

describe("every source against every weaker one", () => {
  test.each(pairs)("%s wins over %s, and both are kept with their places", async (stronger, weaker) => {
    const config = await loadWith({
      [stronger]: { job_type: `by-${stronger}`, only_strong: "s" },
      [weaker]: { job_type: `by-${weaker}`, only_weak: "w" },
    });
    const schema = z.strictObject({
      job_type: z.string().default("default"),
      only_strong: z.string(),
      only_weak: z.string(),
    });
    const found = resolvePluginOptions(config, config.values.plugins[0], watchdog(schema));
    expect(found.options).toEqual({ job_type: `by-${stronger}`, only_strong: "s", only_weak: "w" });
    const sources = sourcesOf(found, "watchdog.job_type");
    expect(sources).toHaveLength(3);
    expect(sources[0]).toMatch(SHOWN[stronger]);
    expect(sources[1]).toMatch(SHOWN[weaker]);
    expect(sources[2]).toBe("default");
    expect(found.provenance.get("watchdog.job_type")?.map(({ value }) => value)).toEqual([
      `by-${stronger}`,
      `by-${weaker}`,
      "default",
    ]);
  });

  test.each(SOURCES)("%s alone wins over the default", async (source) => {
    const config = await loadWith({ [source]: { job_type: "set" } });
    const schema = z.strictObject({ job_type: z.string().default("default") });
    expect(resolvePluginOptions(config, config.values.plugins[0], watchdog(schema)).options).toEqual({
      job_type: "set",
    });
  });
});

describe("the launcher's own keys", () => {
  const all = {
    flags: { subject: "flag" },
    environment: { RIGLINE_SUBJECT: "environment", RIGLINE_SECRETS_DIR: "secrets" },
  };
  const files = {
    "rigline.config.yaml": "data_dir: data\nsubject: rigline\n",
    ".local/clabe.yml": "subject: dot-local\n",
    "local/clabe.yml": "subject: local\n",
    "clabe.yml": "subject: clabe\n",
    ".env": "# the rig\nRIGLINE_SUBJECT=dotenv\n",
    "secrets/RIGLINE_SUBJECT": "secret",
  };

  test("all nine sources at once, in order", async () => {
    const config = await load(makeRig(files), all);
    expect(config.values.subject).toBe("flag");
    expect(config.provenance.get("subject")?.map(({ value }) => value)).toEqual([
      "flag",
      "rigline",
      "dot-local",
      "local",
      "clabe",
      "environment",
      "dotenv",
      "secret",
    ]);
    expect(sourcesOf(config, "subject")).toEqual([
      "flag --subject",
      "file rigline.config.yaml:2:1",
      "file clabe.yml:1:1",
      "file clabe.yml:1:1",
      "file clabe.yml:1:1",
      "environment RIGLINE_SUBJECT",
      "dotenv .env:2:1",
      "secret RIGLINE_SUBJECT",
    ]);
  });

  test("the snapshot of the environment holds `.env`, weaker than the process's own, and no secret", async () => {
    const config = await load(makeRig({ ...files, ".env": "RIGLINE_SUBJECT=dotenv\nOTHER=from-dotenv\nPATH=x\n" }), {
      environment: { ...all.environment, PATH: "/bin" },
    });
    expect(config.environment).toEqual({ ...all.environment, PATH: "/bin", OTHER: "from-dotenv" });
  });

  test("sections merge key by key at every depth, over files and environment", async () => {
    const config = await load(
      makeRig({
        "rigline.config.yaml": "data_dir: data\nexperiment:\n  command: [a]\n  environment: { A: file }\n",
        ".env": "RIGLINE_EXPERIMENT__GRACE_SECONDS=3\n",
      }),
      {
        environment: {
          RIGLINE_EXPERIMENT: '{"name": "json", "environment": {"A": "environment", "B": "environment"}}',
          RIGLINE_EXPERIMENT__NAME: "nested",
        },
        flags: { "experiment.timeout_seconds": "60" },
      },
    );
    expect(config.values.experiment).toEqual({
      command: ["a"],
      environment: { A: "file", B: "environment" },
      grace_seconds: 3,
      name: "nested",
      success_exit_codes: [0],
      timeout_seconds: 60,
    });
  });

  test("a list is one value: the stronger is taken whole, and only its items are told", async () => {
    const config = await load(makeRig({ "rigline.config.yaml": "data_dir: d\nexperimenters: [Ada]\n" }), {
      environment: { RIGLINE_EXPERIMENTERS: '["Grace","Mary"]' },
    });
    expect(config.values.experimenters).toEqual(["Ada"]);
    expect([...config.provenance.keys()].filter((key) => key.startsWith("experimenters"))).toEqual(
      ["experimenters[0]", "experimenters"].sort(),
    );
    expect(sourcesOf(config, "experimenters")).toEqual([
      "file rigline.config.yaml:2:1",
      "environment RIGLINE_EXPERIMENTERS",
    ]);
    expect(sourcesOf(config, "experimenters[0]")).toEqual(["file rigline.config.yaml:2:17"]);
  });

  test("an empty key stands for nothing set: it hides weaker sources and gives the default", async () => {
    const folder = makeRig({ "rigline.config.yaml": "data_dir: d\nsubject:\ntemp_dir: ~\nplugins:\n" });
    const config = await load(folder, { environment: { RIGLINE_SUBJECT: "hidden", RIGLINE_TEMP_DIR: "hidden" } });
    expect(config.values).toMatchObject({ temp_dir: "local/.temp", plugins: [] });
    expect(config.values.subject).toBeUndefined();
    expect(sourcesOf(config, "temp_dir")).toEqual([
      "file rigline.config.yaml:3:1",
      "environment RIGLINE_TEMP_DIR",
      "default",
    ]);
  });

  test("an empty section hides nothing", async () => {
    const folder = makeRig({ "rigline.config.yaml": "data_dir: d\nexperiment:\n  # command: [a]\nwatchdog:\n" });
    const config = await load(folder, {
      environment: { RIGLINE_EXPERIMENT__COMMAND: '["b"]', RIGLINE_WATCHDOG__PROJECT_NAME: "P" },
    });
    expect(config.values.experiment).toMatchObject({ command: ["b"] });
    expect(config.sections["watchdog"]).toEqual({ project_name: "P" });
  });
});

test("any mixture of sources: each key has the value of the strongest that sets it", async () => {
  const seed = pickSeed();
  const random = seededRandom(seed);
  const keys = ["alpha", "beta", "gamma", "delta"];
  const schema = z.strictObject(Object.fromEntries(keys.map((key) => [key, z.string().default("default")])));
  for (let round = 0; round < 60; round++) {
    const settings = Object.fromEntries(
      SOURCES.filter(() => random() < 0.5).map((source) => [
        source,
        Object.fromEntries(
          keys.filter(() => random() < 0.4).map((key) => [key, `${source}-${Math.floor(random() * 1000)}`]),
        ),
      ]),
    ) as Partial<Record<Source, Record<string, string>>>;
    const config = await loadWith(settings);
    const { options, provenance } = resolvePluginOptions(config, config.values.plugins[0], watchdog(schema));
    const told = `RIGLINE_SEED=${seed}, round ${round}: ${JSON.stringify(settings)}`;
    for (const key of keys) {
      const setting = SOURCES.flatMap((source) => settings[source]?.[key] ?? []);
      const values = provenance.get(`watchdog.${key}`)?.map(({ value }) => value);
      expect({ told, value: (options as Record<string, string>)[key], values }).toEqual({
        told,
        value: setting[0] ?? "default",
        values: [...setting, "default"],
      });
    }
  }
});
