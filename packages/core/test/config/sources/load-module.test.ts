import { chmodSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { resolvePluginOptions } from "../../../src/config/plugin-options.js";
import { loadModule } from "../../../src/config/sources/load-module.js";
import { createFakeClock } from "@rigline/foundation/testing";
import { load, makeRig, refusal, sourcesOf } from "../rig-folder.js";

const root = path.resolve(import.meta.dirname, "../../..");

describe("a TypeScript config", () => {
  test("enums, top-level await, imports without a suffix and decorators run", async () => {
    const folder = makeRig({
      "rigline.config.ts": `
        import { nameOf } from "./names";
        import { suffix } from "./suffix.js";
        enum Rig { One = "rig-1" }
        function sealed(target: Function) { Object.seal(target); }
        function inject(token: string) { return (target: object, key: undefined, index: number) => void 0; }
        @sealed class Places { constructor(@inject("x") readonly data: string) {} }
        const data = await Promise.resolve(new Places("data").data);
        export default { data_dir: data, rig_name: Rig.One, subject: nameOf(suffix) } satisfies Record<string, string>;`,
      "names.ts": "export const nameOf = (end: string): string => `mouse${end}`;",
      "suffix.ts": 'export const suffix: string = "-7";',
      "tsconfig.json": '{ "compilerOptions": { "experimentalDecorators": true } }',
    });
    const config = await load(folder);
    expect(config.values).toMatchObject({ data_dir: "data", rig_name: "rig-1", subject: "mouse-7" });
    expect(sourcesOf(config, "subject")).toEqual(["file rigline.config.ts"]);
  });

  test("shares classes and tokens with the launcher, and objects reach plugins as they are", async () => {
    const folder = makeRig({
      "rigline.config.ts": `
        import { createToken } from ${JSON.stringify(path.join(root, "src/di/tokens.js"))};
        import { EventEmitter } from ${JSON.stringify(path.join(path.dirname(createRequire(import.meta.url).resolve("eventemitter3")), "index.mjs"))};
        class Mapper extends EventEmitter { readonly token: symbol = createToken("test/mapper").key; }
        export default { data_dir: "d", plugins: [{ use: "./m.mjs", with: { mapper: new Mapper(), map: (text: string) => text.length } }] };`,
    });
    const config = await load(folder);
    const { EventEmitter } = await import("eventemitter3");
    const { createToken } = await import("../../../src/di/tokens.js");
    const schema = z.object({ mapper: z.instanceof(EventEmitter), map: z.custom<(text: string) => number>() });
    const { options } = resolvePluginOptions(config, config.values.plugins[0], { name: "m", options: schema });
    expect((options.mapper as unknown as { token: symbol }).token).toBe(createToken("test/mapper").key);
    expect(options.map("four")).toBe(4);
  });

  test("leaves nothing in its folder", async () => {
    const folder = makeRig({ "rigline.config.ts": 'export default { data_dir: "d" as string };' });
    await load(folder);
    expect(readdirSync(folder)).toEqual(["rigline.config.ts"]);
  });
});

test.each(["rigline.config.ts", "rigline.config.mjs"])("%s is fresh after an edit", async (name) => {
  const folder = makeRig({ [name]: 'export default { data_dir: "one" };' });
  expect((await load(folder)).values.data_dir).toBe("one");
  writeFileSync(path.join(folder, name), 'export default { data_dir: "another" };');
  expect((await load(folder)).values.data_dir).toBe("another");
});

const canDropRights = process.platform !== "win32" && process.getuid?.() === 0;
/** Without it cosmiconfig, which looks into the working folder for settings of its own, ends before it begins. */
function mayLookAtCheckout(): boolean {
  try {
    statSync(process.cwd());
    return true;
  } catch {
    console.log("skipped: the user nobody may not look at the checkout's folder");
    return false;
  }
}

// Root writes everywhere: as root the test steps down to a user who can't; elsewhere the mode of the folder is enough.
test("a folder that can't be written, with a TypeScript config, is read", async ({ skip }) => {
  skip(process.platform === "win32", "Windows has neither these modes nor links without a right of their own");
  const folder = makeRig({ "rigline.config.ts": 'export default { data_dir: "d" as string };' });
  chmodSync(path.join(folder, "rigline.config.ts"), 0o444);
  chmodSync(folder, 0o555);
  try {
    if (canDropRights) process.seteuid?.(65_534);
    skip(!mayLookAtCheckout(), "the user nobody may not look at the checkout's folder");
    expect(() => writeFileSync(path.join(folder, "probe"), "")).toThrow(/EACCES|EROFS/u);
    expect((await load(folder)).values.data_dir).toBe("d");
  } finally {
    if (canDropRights) process.seteuid?.(0);
    chmodSync(folder, 0o755);
  }
});

test("a file that this user may not read is an error, not absent", async ({ skip }) => {
  skip(process.platform === "win32", "Windows has neither these modes nor links without a right of their own");
  const folder = makeRig({ "rigline.config.yaml": "data_dir: above\n", "rig/rigline.config.yaml": "data_dir: d\n" });
  const file = path.join(folder, "rig", "rigline.config.yaml");
  chmodSync(folder, 0o755);
  chmodSync(file, 0o000);
  try {
    if (canDropRights) process.seteuid?.(65_534);
    const error = await refusal(() => load(path.join(folder, "rig")));
    expect(error).toMatchObject({ code: "CONFIG_UNREADABLE", where: { file }, exit: "config" });
    expect(error.message).toContain("this user has no permission");
  } finally {
    if (canDropRights) process.seteuid?.(0);
  }
});

describe("a config that is a program and fails", () => {
  test("throws: told with its own message and line", async () => {
    for (const name of ["rigline.config.mjs", "rigline.config.ts"]) {
      const folder = makeRig({ [name]: "const rig = undefined;\n\nexport default { data_dir: rig.data };\n" });
      const error = await refusal(() => load(folder));
      expect(error).toMatchObject({
        code: "CONFIG_FAILED",
        exit: "config",
        where: { file: path.join(folder, name), line: 3 },
      });
      expect(error.message).toContain("Cannot read properties of undefined");
    }
  });

  test("throws what a missing file throws: it is not taken for absent", async () => {
    const folder = makeRig({
      "rigline.config.mjs":
        'import { readFileSync } from "node:fs";\nexport default JSON.parse(readFileSync("/no/such/file"));\n',
    });
    expect(await refusal(() => load(folder))).toMatchObject({ code: "CONFIG_FAILED", where: { line: 2 } });
  });

  test("is not well written: the line is told", async () => {
    for (const name of ["rigline.config.mjs", "rigline.config.ts"]) {
      const folder = makeRig({ [name]: "export default {\n  data_dir: 'd',\n  subject 'a',\n};\n" });
      const where = { file: path.join(folder, name), line: 3 };
      const error = await refusal(() => load(folder));
      expect(error).toMatchObject({ code: "CONFIG_FAILED", where });
      expect(error.message).not.toContain("\n");
      expect(error.why).toContain("  3 |   subject 'a',\n");
    }
  });

  test("is not well written where Node names no line itself", async () => {
    const folder = makeRig({ "rigline.config.mjs": "export default {\n  data_dir: 'd'\n  subject: 'a',\n};\n" });
    expect(await refusal(() => load(folder))).toMatchObject({ code: "CONFIG_FAILED", where: { line: 3 } });
  });

  test("exports something else than keys and values", async () => {
    const folder = makeRig({ "rigline.config.mjs": "export default () => ({ data_dir: 'd' });\n" });
    const error = await refusal(() => load(folder));
    expect(error).toMatchObject({ code: "CONFIG_INVALID" });
    expect(error.message).toContain("holds a function");
    expect(error.todo).toContain("export default {");
  });

  test("exports an object of a class", async () => {
    const folder = makeRig({ "rigline.config.mjs": "export default new Map([['data_dir', 'd']]);\n" });
    expect((await refusal(() => load(folder))).message).toContain("holds an object of class Map");
  });

  test("has no default export: names that it exports are no configuration", async () => {
    for (const name of ["rigline.config.mjs", "rigline.config.ts"]) {
      const folder = makeRig({ [name]: "export const config = { data_dir: 'd' };\n" });
      const error = await refusal(() => load(folder));
      expect(error).toMatchObject({ code: "CONFIG_FAILED", where: { file: path.join(folder, name) } });
      expect(error.message).toContain("has no default export, only config");
      expect(error.todo).toContain("export default {");
    }
  });

  test("imports what there is not: told in one line, at its line", async () => {
    const folder = makeRig({ "rigline.config.ts": "\nimport 'no-such-package';\nexport default { data_dir: 'd' };\n" });
    const error = await refusal(() => load(folder));
    expect(error.message).toMatch(/Cannot find (?:module|package) 'no-such-package'$/u);
    expect(error.where).toEqual({ file: path.join(folder, "rigline.config.ts"), line: 2 });
  });

  test("exports what contains itself", async () => {
    const folder = makeRig({
      "rigline.config.mjs": "const w = { a: [] };\nw.a.push(w);\nexport default { data_dir: 'd', w };\n",
    });
    expect(await refusal(() => load(folder))).toMatchObject({ code: "CONFIG_FAILED", where: { path: "w.a[0]" } });
  });
});

test("a config that never ends loading is told as such, and does not end the process in silence", async () => {
  const folder = makeRig({
    "rigline.config.mjs": 'await new Promise(() => {});\nexport default { data_dir: "data" };',
  });
  const clock = createFakeClock();
  const loading = refusal(() => loadModule(path.join(folder, "rigline.config.mjs"), clock));
  await clock.advance(60_000);
  expect(await loading).toMatchObject({ code: "CONFIG_FAILED" });
  expect((await loading).message).toContain("still loading after 60 s");
});
