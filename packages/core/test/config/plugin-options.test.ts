import path from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { LauncherConfigSchema } from "../../src/config/launcher-config.js";
import { resolvePluginOptions } from "../../src/config/plugin-options.js";
import type { ResolvedConfig } from "../../src/config/resolved-config.js";
import { load, makeRig, refusal, sourcesOf } from "./rig-folder.js";

const CONFIG = `data_dir: d
watchdog:
  project_name: A
  wait: 5
plugins:
  - use: ./first.mjs
    with:
      depth: { inner: 000123 }
  - use: ./watchdog.mjs
    with:
      wait: 7
`;

describe("where a problem is told", () => {
  const strict = z.strictObject({ depth: z.strictObject({ inner: z.string() }), wait: z.number().optional() });

  test("in an entry's `with`: file, line, column, path, plugin", async () => {
    const folder = makeRig({ "rigline.config.yaml": CONFIG.replace("inner", "iner") });
    const config = await load(folder);
    const error = await refusal(() =>
      resolvePluginOptions(config, config.values.plugins[0], { name: "first", options: strict }),
    );
    expect(error).toMatchObject({
      code: "CONFIG_UNKNOWN_KEY",
      exit: "config",
      message: 'plugins[0].with.depth.iner: there is no such key. Did you mean "inner"?',
      where: {
        plugin: "first",
        file: path.join(folder, "rigline.config.yaml"),
        line: 8,
        column: 16,
        path: "plugins[0].with.depth.iner",
      },
    });
  });

  test("in a section: by its own path, and by the variable when one set it", async () => {
    const config = await load(makeRig({ "rigline.config.yaml": CONFIG }), {
      environment: { RIGLINE_WATCHDOG__LIMIT: "many" },
    });
    const options = z.strictObject({ project_name: z.string(), wait: z.number(), limit: z.int() });
    const error = await refusal(() =>
      resolvePluginOptions(config, config.values.plugins[1], { name: "w", section: "watchdog", options }),
    );
    expect(error).toMatchObject({
      code: "CONFIG_INVALID",
      message: 'watchdog.limit (set by the variable RIGLINE_WATCHDOG__LIMIT): expected number, found "many"',
      where: { plugin: "w", path: "watchdog.limit" },
    });
  });

  test("a plain zod object that would drop an unknown key is no way around", async () => {
    const config = await load(makeRig({ "rigline.config.yaml": CONFIG }));
    const options = z.object({ project_nam: z.string().optional() });
    const error = await refusal(() =>
      resolvePluginOptions(config, undefined, { name: "w", section: "watchdog", options }),
    );
    expect(error.why).toContain('watchdog.project_name: there is no such key. Did you mean "project_nam"?');
  });

  test("a loose object and a record take any key", async () => {
    const config = await load(makeRig({ "rigline.config.yaml": CONFIG }));
    for (const options of [z.looseObject({}), z.record(z.string(), z.unknown())])
      expect(resolvePluginOptions(config, undefined, { name: "w", section: "watchdog", options }).options).toEqual({
        project_name: "A",
        wait: 5,
      });
  });

  test("a plugin without options takes none", async () => {
    const config = await load(makeRig({ "rigline.config.yaml": CONFIG }));
    const error = await refusal(() => resolvePluginOptions(config, config.values.plugins[0], { name: "first" }));
    expect(error).toMatchObject({ code: "CONFIG_UNKNOWN_KEY", where: { path: "plugins[0].with.depth" } });
    expect(resolvePluginOptions(config, undefined, { name: "first" }).options).toEqual({});
  });

  test("of a union, the branch that the writer meant", async () => {
    const options = z.strictObject({
      where: z.union([z.string(), z.strictObject({ folder: z.string(), port: z.number() })]),
      size: z.union([z.number(), z.boolean()]),
    });
    const config = await load(
      makeRig({ "rigline.config.yaml": "data_dir: d\nw:\n  where: { folder: x, port: y }\n  size: big\n" }),
    );
    const error = await refusal(() => resolvePluginOptions(config, undefined, { name: "w", section: "w", options }));
    expect(error.why).toContain('w.where.port: expected number, found "y"');
    expect(error.why).toContain('w.size: expected number or boolean, found "big"');
  });

  test("a value that is not one of a few: the nearest of them", async () => {
    const options = z.strictObject({ s3_bucket: z.enum(["private", "open"]) });
    const config = await load(makeRig({ "rigline.config.yaml": "data_dir: d\nw: { s3_bucket: privat }\n" }));
    const error = await refusal(() => resolvePluginOptions(config, undefined, { name: "w", section: "w", options }));
    expect(error.message).toBe('w.s3_bucket: expected one of private, open, found "privat". Did you mean "private"?');
  });

  test("a check of the plugin's own", async () => {
    const options = z
      .strictObject({ from: z.number(), to: z.number() })
      .refine(({ from, to }) => from < to, { path: ["to"], error: "to must be above from" });
    const config = await load(makeRig({ "rigline.config.yaml": "data_dir: d\nw:\n  from: 3\n  to: 2\n" }));
    const error = await refusal(() => resolvePluginOptions(config, undefined, { name: "w", section: "w", options }));
    expect(error).toMatchObject({ message: "w.to: to must be above from, found 2", where: { line: 4 } });
  });
});

describe("values", () => {
  test("digits keep their zeros where text is asked for, also in `with`", async () => {
    const config = await load(makeRig({ "rigline.config.yaml": CONFIG }));
    const options = z.strictObject({ depth: z.strictObject({ inner: z.string() }) });
    const found = resolvePluginOptions(config, config.values.plugins[0], { name: "first", options });
    expect(found.options).toEqual({ depth: { inner: "000123" } });
    expect(sourcesOf(found, "plugins[0].with.depth.inner")).toEqual(["init rigline.config.yaml:8:16"]);
  });

  test("of an entry that a hook has changed are taken as they are now", async () => {
    const config = await load(makeRig({ "rigline.config.yaml": CONFIG }));
    const changed = { use: "./first.mjs", with: { depth: { inner: 9 } } };
    const options = z.strictObject({ depth: z.strictObject({ inner: z.union([z.number(), z.string()]) }) });
    expect(resolvePluginOptions(config, changed, { name: "first", options }).options).toEqual({ depth: { inner: 9 } });
  });

  test("are converted by codecs and defaults of the schema", async () => {
    const options = z.strictObject({
      since: z.codec(z.iso.date(), z.date(), {
        decode: (text) => new Date(text),
        encode: (date) => date.toISOString().slice(0, 10),
      }),
      retries: z.strictObject({ count: z.number().default(3) }).prefault({}),
      tags: z.array(z.string()).default(["a"]),
    });
    const config = await load(makeRig({ "rigline.config.yaml": "data_dir: d\nw: { since: 2026-07-14 }\n" }));
    const found = resolvePluginOptions(config, undefined, { name: "w", section: "w", options });
    expect(found.options).toEqual({ since: new Date("2026-07-14"), retries: { count: 3 }, tags: ["a"] });
    expect(sourcesOf(found, "w.retries.count")).toEqual(["default"]);
  });

  test("without a schema that can be described are still validated", async () => {
    const options = z.custom<{ a: number }>(
      (value) => typeof (value as { a?: unknown }).a === "number",
      "a must be a number",
    );
    const config = await load(makeRig({ "rigline.config.yaml": "data_dir: d\nw: { a: 1 }\nbad: { a: x }\n" }));
    expect(resolvePluginOptions(config, undefined, { name: "w", section: "w", options }).options).toEqual({ a: 1 });
    expect(
      (await refusal(() => resolvePluginOptions(config, undefined, { name: "w", section: "bad", options }))).message,
    ).toContain("a must be a number");
  });

  test("of a recursive schema are converted at every depth", async () => {
    const Node = z.strictObject({
      size: z.number(),
      get inner() {
        return Node.optional();
      },
    });
    const config = await load(makeRig({ "rigline.config.yaml": "data_dir: d\n" }), {
      environment: { RIGLINE_W__SIZE: "1", RIGLINE_W__INNER__SIZE: "2", RIGLINE_W__INNER__INNER__SIZE: "3" },
    });
    expect(resolvePluginOptions(config, undefined, { name: "w", section: "w", options: Node }).options).toEqual({
      size: 1,
      inner: { size: 2, inner: { size: 3 } },
    });
  });

  test("of a config that was made by hand, without its sources", () => {
    const resolved: ResolvedConfig = {
      values: LauncherConfigSchema.parse({ data_dir: "d", plugins: [{ use: "w", with: { wait: 1 } }] }),
      sections: { watchdog: { project_name: "A", wait: 5 } },
      provenance: new Map(),
      file: undefined,
      folder: "/",
      environment: {},
    };
    const options = z.strictObject({ project_name: z.string(), wait: z.number() });
    expect(
      resolvePluginOptions(resolved, resolved.values.plugins[0], { name: "w", section: "watchdog", options }).options,
    ).toEqual({
      project_name: "A",
      wait: 1,
    });
  });
});

test("a default of several keys speaks for each of them, and no more once one of them is set", async () => {
  const options = z.strictObject({
    smtp: z
      .strictObject({ host: z.string().default("inner"), port: z.number().default(25) })
      .default({ host: "outer", port: 2525 }),
  });
  const told = async (content: string): Promise<unknown> => {
    const config = await load(makeRig({ "rigline.config.yaml": `data_dir: d\n${content}` }));
    const found = resolvePluginOptions(config, undefined, { name: "w", section: "w", options });
    return [found.options.smtp, found.provenance.get("w.smtp.host")?.map(({ kind, value }) => [kind, value])];
  };
  expect(await told("")).toEqual([{ host: "outer", port: 2525 }, [["default", "outer"]]]);
  expect(await told("w: { smtp: { port: 1 } }\n")).toEqual([{ host: "inner", port: 1 }, [["default", "inner"]]]);
});

test("a key that the section lacks is told at the section, with what belongs there", async () => {
  const options = z.strictObject({ endpoint: z.string({ error: "must be given: an address, or null" }) });
  const folder = makeRig({ "rigline.config.yaml": "data_dir: d\n", "clabe.yml": "a: 1\npump:\n  x: 1\n" });
  const error = await refusal(async () =>
    resolvePluginOptions(await load(folder), undefined, { name: "pump", section: "pump", options }),
  );
  expect(error).toMatchObject({
    message: "pump.endpoint: is required and no source sets it: an address, or null",
    where: { file: path.join(folder, "clabe.yml"), line: 2 },
  });
});

test("a key that another program calls otherwise is named", async () => {
  const options = z.strictObject({ job_type: z.string().meta({ aliases: ["job_config"] }), other: z.string() });
  const folder = makeRig({ "rigline.config.yaml": "data_dir: d\npump: { job_config: x, other: y }\n" });
  const error = await refusal(async () =>
    resolvePluginOptions(await load(folder), undefined, { name: "pump", section: "pump", options }),
  );
  expect(error.message).toBe("pump.job_config: it is called job_type here");
});

test.each([
  [
    "experiment:\n  command: node exp.mjs\n",
    'expected list, found "node exp.mjs"; a list is written as [node, exp.mjs]',
  ],
  ["experimenters: Ada Lovelace\n", 'expected list, found "Ada Lovelace"; a list is written as [Ada Lovelace]'],
  ["experimenters: 'a, b'\n", 'expected list, found "a, b"; a list is written as ["a, b"]'],
])("a text where a list belongs is shown as one: %j", async (content, said) => {
  const error = await refusal(() => load(makeRig({ "rigline.config.yaml": `data_dir: d\n${content}` })));
  expect(error.message).toContain(said);
});

test("a key of another program that has no place here is refused with what there is instead", async () => {
  const options = z
    .strictObject({ port: z.string().optional() })
    .refine(() => true)
    .meta({ elsewhere: { webhook_url: "a plugin can tell people" } });
  const folder = makeRig({ "rigline.config.yaml": "data_dir: d\npump: { Webhook_URL: x }\n" });
  const error = await refusal(async () =>
    resolvePluginOptions(await load(folder), undefined, { name: "pump", section: "pump", options }),
  );
  expect(error.message).toBe("pump.Webhook_URL: there is no such key: a plugin can tell people");
});
