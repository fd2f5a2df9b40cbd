import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { renderError } from "@rigline/foundation/errors";
import { createFakeClock } from "@rigline/foundation/testing";
import { loadPlugins, type PluginOfConfig } from "../../src/plugins/load-plugins.js";
import { failureOf, moduleOf, packageOf, writeFolder } from "./plugin-kit.js";

function entry(use: string, enabled = true): PluginOfConfig {
  return { use, with: {}, enabled };
}

async function load(folder: string, ...uses: string[]) {
  const loaded = await loadPlugins(
    uses.map((use) => entry(use)),
    folder,
  );
  return loaded.map(
    ({ plugin, origin, file }) => `${plugin.name} ${origin} ${file?.slice(folder.length + 1).replaceAll("\\", "/")}`,
  );
}

test("a function is called with the entry's options, once for each entry, and what it makes has none of them left", async () => {
  const folder = writeFolder({
    "valve.mjs": "export default async ({ port }) => ({ name: `valve-${port}`, version: '1.0.0', hooks: {} });\n",
  });
  const entries = ["a", "b"].map((port) => ({ use: "./valve.mjs", with: { port }, enabled: true }));
  const loaded = await loadPlugins(entries, folder);
  expect(loaded.map(({ plugin, entry: given }) => [plugin.name, given?.with])).toEqual([
    ["valve-a", {}],
    ["valve-b", {}],
  ]);
});

describe("by path", () => {
  test.each([
    ["mapper.js", `module.exports = { name: "m", version: "1.0.0", hooks: {} };`],
    ["mapper.cjs", `module.exports = { name: "m", version: "1.0.0", hooks: {} };`],
    ["mapper.mjs", moduleOf("m")],
    ["mapper.mts", moduleOf("m")],
    [
      "mapper.ts",
      `enum Level { low }\nconst name: string = "m";\nexport default { name, version: "1.0." + Level.low, hooks: {} };\n`,
    ],
    ["deep/down/mapper.ts", moduleOf("m", "export const plugin =")],
    [
      "compiled.cjs",
      `Object.defineProperty(exports, "__esModule", { value: true }); exports.default = { name: "m", version: "1.0.0", hooks: {} };`,
    ],
  ])("%s", async (path, text) => {
    const folder = writeFolder({ [path]: text });
    expect(await load(folder, `./${path}`)).toEqual([`m config ${path}`]);
  });

  test("absolute, as a file URL, and from the folder above", async () => {
    const folder = writeFolder({ "a.mjs": moduleOf("a"), "b.mjs": moduleOf("b"), "c.mjs": moduleOf("c") });
    const inner = join(folder, "rig");
    const uses = [join(folder, "a.mjs"), pathToFileURL(join(folder, "b.mjs")).href, "../c.mjs"];
    const loaded = await loadPlugins(
      uses.map((use) => entry(use)),
      inner,
    );
    expect(loaded.map(({ plugin }) => plugin.name)).toEqual(["a", "b", "c"]);
  });

  test("a TypeScript helper that two plugins share is loaded once", async () => {
    const folder = writeFolder({
      "_shared.ts": "let count = 0;\nexport const next = (): number => ++count;\n",
      "a.ts": `import { next } from "./_shared.js";\nexport default { name: "a", version: \`1.0.\${next()}\`, hooks: {} };`,
      "b.ts": `import { next } from "./_shared";\nexport default { name: "b", version: \`1.0.\${next()}\`, hooks: {} };`,
      "c.ts": `import a from "./a.js";\nexport default { name: "c", version: a.version, hooks: {} };`,
    });
    const loaded = await loadPlugins([entry("./c.ts"), entry("./b.ts"), entry("./a.ts")], folder);
    expect(loaded.map(({ plugin }) => plugin.version)).toEqual(["1.0.1", "1.0.2", "1.0.1"]);
  });
});

describe("by package name, from the config's folder upwards", () => {
  const home = "node_modules/mapper";

  test.each([
    ["main", { main: "lib/index.cjs" }, "lib/index.cjs"],
    ["neither main nor exports", {}, "index.js"],
    ["exports as a text", { exports: "./lib/index.mjs" }, "lib/index.mjs"],
    [
      "exports for import only",
      { exports: { ".": { types: "./x.d.ts", import: "./lib/index.mjs" } } },
      "lib/index.mjs",
    ],
    [
      "exports that prefer import",
      { exports: { require: "./lib/index.cjs", import: "./lib/index.mjs" } },
      "lib/index.cjs,lib/index.mjs",
    ],
    [
      "nested conditions and a list",
      { exports: { ".": [{ node: { browser: "./no.js", default: "./lib/index.mjs" } }, "./no.js"] } },
      "lib/index.mjs",
    ],
  ])("%s", async (_title, fields, expected) => {
    const cjs = `module.exports = { name: "mapper", version: "1.0.0", hooks: {} };`;
    const folder = writeFolder({
      [`${home}/package.json`]: packageOf("mapper", fields),
      [`${home}/index.js`]: cjs,
      [`${home}/lib/index.cjs`]: cjs,
      [`${home}/lib/index.mjs`]: moduleOf("mapper"),
    });
    const [loaded] = await load(folder, "mapper");
    expect(loaded).toBe(`mapper config ${home}/${expected.split(",").at(-1)}`);
  });

  test("scoped, a subpath, a pattern, and from a folder further down", async () => {
    const home = "node_modules/@lab/kit";
    const folder = writeFolder({
      [`${home}/package.json`]: packageOf("@lab/kit", {
        exports: { "./mapper": "./lib/mapper.mjs", "./plugins/*": "./lib/*.mjs" },
      }),
      [`${home}/lib/mapper.mjs`]: moduleOf("mapper"),
      [`${home}/lib/picker.mjs`]: moduleOf("picker"),
      "rigs/one/rigline.config.yaml": "",
    });
    const loaded = await loadPlugins(
      [entry("@lab/kit/mapper"), entry("@lab/kit/plugins/picker")],
      join(folder, "rigs/one"),
    );
    expect(loaded.map(({ plugin }) => plugin.name)).toEqual(["mapper", "picker"]);
  });

  test("not exported", async () => {
    const folder = writeFolder({
      [`${home}/package.json`]: packageOf("mapper", { exports: { "./other": "./other.mjs" } }),
    });
    const error = await failureOf(() => load(folder, "mapper"));
    expect(error).toMatchObject({
      code: "PLUGIN_NOT_FOUND",
      message: 'Plugin mapper was not found: the package mapper does not export "."',
      where: { file: join(folder, home, "package.json") },
    });
  });

  test("exported, but not built", async () => {
    const folder = writeFolder({ [`${home}/package.json`]: packageOf("mapper", { exports: "./dist/index.js" }) });
    const error = await failureOf(() => load(folder, "mapper"));
    expect(error.message).toBe(
      `Plugin mapper was not found: the package mapper exports ${join(folder, home, "dist/index.js")}, which does not exist`,
    );
  });
});

describe("what can't be found says where it was looked for and what is near", () => {
  test("a package", async () => {
    const folder = writeFolder({ "node_modules/rigline-mapper/package.json": packageOf("rigline-mapper") });
    const error = await failureOf(() => load(folder, "rigline-maper"));
    expect(error.code).toBe("PLUGIN_NOT_FOUND");
    expect(error.message).toBe(
      'Plugin rigline-maper was not found: no package of this name is installed. Did you mean "rigline-mapper"?',
    );
    expect(error.why).toContain(`Looked in:\n${join(folder, "node_modules")}`);
    expect(error.todo).toBe('Write `use: "rigline-mapper"`.');
  });

  test("a section whose plugin is meant and not installed, with the place of the section and both ways out", async () => {
    const folder = writeFolder({});
    const file = join(folder, "clabe.yml");
    const source = { kind: "file", name: file, line: 2, column: 1, value: undefined } as const;
    const error = await failureOf(() =>
      loadPlugins([], folder, { meantSections: () => [{ section: "pump", use: "@lab/pumps-of-lab", source }] }),
    );
    expect(error).toMatchObject({ code: "PLUGIN_NOT_FOUND", where: { file, line: 2, path: "pump" } });
    expect(error.message).toBe(
      'the section "pump" is written, and the plugin that reads it, @lab/pumps-of-lab, is not installed',
    );
    expect(error.todo).toContain(`\`npm install @lab/pumps-of-lab\` in ${folder}`);
    expect(error.todo).toContain('`plugins: [{ use: "@lab/pumps-of-lab", enabled: false }]`');
  });

  test("a package that nothing is near", async () => {
    const folder = writeFolder();
    const error = await failureOf(() => load(folder, "quite-another-thing"));
    expect(error.todo).toBe(
      `Install it beside the config: \`npm install quite-another-thing\` in ${folder}, or write \`./quite-another-thing\` if you meant a file.`,
    );
  });

  test.each([
    ["./maper.ts", "./mapper.ts"],
    ["./mapper", "./mapper.ts"],
    ["./mapper.js", "./mapper.ts"],
    ["./kit", "./kit/index.mjs"],
  ])("a path: %s", async (use, meant) => {
    const folder = writeFolder({ "mapper.ts": moduleOf("m"), "kit/index.mjs": moduleOf("k"), "notes.txt": "" });
    const error = await failureOf(() => load(folder, use));
    expect(error).toMatchObject({ code: "PLUGIN_NOT_FOUND", why: `In ${folder} there are: mapper.ts` });
    expect(error.message).toContain(`Did you mean "${meant}"?`);
    expect(error.todo).toBe(`Write \`use: "${meant}"\`.`);
  });

  test("a path near to nothing: there is no package to install", async () => {
    const error = await failureOf(() => load(writeFolder({}), "./nope.mjs"));
    expect(error.todo).toBe("Put the file there, or correct the path: it starts at the config's folder.");
  });

  test("a file that is no module", async () => {
    const folder = writeFolder({ "mapper.py": "" });
    const error = await failureOf(() => load(folder, "./mapper.py"));
    expect(error.message).toBe("Plugin ./mapper.py is no module: its name must end in .ts, .mts, .js, .mjs, .cjs");
  });
});

describe("what fails to load names the file, the line and the cause", () => {
  test.each(["broken.mjs", "broken.ts"])("%s throws", async (path) => {
    const folder = writeFolder({ [path]: `const one = 1;\n\nthrow new TypeError("no camera " + one);\n` });
    const error = await failureOf(() => load(folder, `./${path}`));
    expect(error).toMatchObject({
      code: "PLUGIN_LOAD_FAILED",
      message: `Plugin ./${path} could not be loaded: no camera 1`,
      where: { file: join(folder, path), line: 3 },
      cause: { name: "TypeError", message: "no camera 1" },
    });
  });

  test("syntax that is none", async () => {
    const folder = writeFolder({ "broken.ts": `const one = 1;\nconst = 2;\n` });
    const error = await failureOf(() => load(folder, "./broken.ts"));
    expect(error).toMatchObject({
      code: "PLUGIN_LOAD_FAILED",
      message: expect.stringMatching(/^Plugin \.\/broken\.ts could not be loaded: .*\S$/) as string,
      where: { file: join(folder, "broken.ts"), line: 2 },
    });
    expect(renderError(error)).not.toContain("ParseError");
  });

  test("an import that is not installed", async () => {
    const folder = writeFolder({ "broken.mjs": `import "not-installed-anywhere";\n` });
    const error = await failureOf(() => load(folder, "./broken.mjs"));
    expect(error).toMatchObject({
      message: 'Plugin ./broken.mjs could not be loaded: there is no package "not-installed-anywhere".',
      where: { file: join(folder, "broken.mjs"), line: 1 },
      todo: "Install it beside the config: `npm install not-installed-anywhere`.",
    });
  });

  test("a value that is no error", async () => {
    const folder = writeFolder({ "broken.mjs": `throw "just text";\n` });
    const error = await failureOf(() => load(folder, "./broken.mjs"));
    expect(error).toMatchObject({ code: "PLUGIN_LOAD_FAILED", cause: "just text" });
  });

  test("no export", async () => {
    const folder = writeFolder({ "broken.mjs": `export const mapper = 1;\n` });
    const error = await failureOf(() => load(folder, "./broken.mjs"));
    expect(error).toMatchObject({
      code: "PLUGIN_EXPORT_MISSING",
      message: 'Plugin ./broken.mjs has neither a default export nor one named "plugin"',
      why: "It exports: mapper",
    });
  });

  test("a function that makes no plugin", async () => {
    const folder = writeFolder({ "factory.mjs": `export default () => {};\n` });
    const error = await failureOf(() => load(folder, "./factory.mjs"));
    expect(renderError(error).replace(join(folder, "factory.mjs"), "…/factory.mjs")).toMatchInlineSnapshot(`
      "error PLUGIN_EXPORT_MISSING: Plugin ./factory.mjs exports a function that returned nothing, not a plugin
        where: …/factory.mjs
        why:   A function that is exported is called with the entry's \`with\`, and makes the plugin.
        do:    Return \`definePlugin({ … })\` from it, or export the plugin itself."
    `);
  });

  test("a function that can't make it of these options", async () => {
    const folder = writeFolder({
      "factory.mjs": `export default ({ port }) => {\n  if (!port) throw new Error("which port?");\n};\n`,
    });
    expect(await failureOf(() => load(folder, "./factory.mjs"))).toMatchObject({
      code: "PLUGIN_LOAD_FAILED",
      message: "Plugin ./factory.mjs could not be made of its options: which port?",
      where: { file: join(folder, "factory.mjs"), line: 2 },
    });
  });

  test("an invalid definition names the file", async () => {
    const folder = writeFolder({
      "bad.mjs": `export default { name: "bad", version: "1.0.0", hooks: { raedy() {} } };\n`,
    });
    const error = await failureOf(() => load(folder, "./bad.mjs"));
    expect(error).toMatchObject({
      code: "PLUGIN_INVALID",
      where: { plugin: "bad", hook: "raedy", file: join(folder, "bad.mjs"), path: "hooks.raedy" },
    });
    expect(error.message).toContain('there is no hook "raedy". Did you mean "ready"?');
  });
});

describe("by convention, from plugins/ beside the config", () => {
  test("every module that the config does not name, by name, behind those that it names", async () => {
    const folder = writeFolder({
      "plugins/b.mjs": moduleOf("b"),
      "plugins/a.ts": moduleOf("a"),
      "plugins/named.mjs": moduleOf("named"),
      "plugins/_helper.mjs": "throw new Error('not a plugin');",
      "plugins/.hidden.mjs": "throw new Error('not a plugin');",
      "plugins/a.test.ts": "throw new Error('not a plugin');",
      "plugins/types.d.ts": "export type One = 1;",
      "plugins/readme.md": "",
      "plugins/deeper/c.mjs": "throw new Error('not a plugin');",
    });
    expect(await load(folder, "./plugins/named.mjs")).toEqual([
      "named config plugins/named.mjs",
      "a found plugins/a.ts",
      "b found plugins/b.mjs",
    ]);
  });

  test("enabled: false keeps a plugin from being loaded at all, found or named, installed or not", async () => {
    const folder = writeFolder({
      "plugins/off.mjs": "throw new Error('it was loaded');",
      "plugins/on.mjs": moduleOf("on"),
    });
    const entries = [entry("./plugins/off.mjs", false), entry("not-installed", false)];
    expect((await loadPlugins(entries, folder)).map(({ plugin, use }) => `${plugin.name} ${use}`)).toEqual([
      "on ./plugins/on.mjs",
    ]);
  });

  test("one whose section alone is written is loaded behind the others, which say what they claim", async () => {
    const folder = writeFolder({
      "plugins/a.mjs": `export default { name: "a", version: "1.0.0", section: "a", hooks: {} };`,
      "node_modules/pump/package.json": JSON.stringify({ name: "pump", version: "1.0.0", main: "index.cjs" }),
      "node_modules/pump/index.cjs": `module.exports = { name: "pump", version: "1.0.0", section: "pump", hooks: {} };`,
    });
    const source = { kind: "file", name: "clabe.yml", value: undefined } as const;
    const asked: string[][] = [];
    const loaded = await loadPlugins([], folder, {
      meantSections: (claimed) => {
        asked.push([...claimed]);
        return [{ section: "pump", use: "pump", source }];
      },
    });
    expect(loaded.map(({ plugin, origin, use }) => [plugin.name, origin, use])).toEqual([
      ["a", "found", "./plugins/a.mjs"],
      ["pump", "section", "pump"],
    ]);
    expect(asked).toEqual([["a"]]);
  });

  test("no such folder: none", async () => {
    expect(await loadPlugins([], writeFolder())).toEqual([]);
  });
});

describe("a module that waits for something that never comes", () => {
  const waiting = "await new Promise(() => {});\n";

  test.each(["./waiting.mjs", "./waiting.ts"])("%s is given up on after its time, by name", async (use) => {
    const folder = writeFolder({ "waiting.mjs": waiting, "waiting.ts": waiting });
    const clock = createFakeClock();
    const failing = failureOf(() => loadPlugins([entry(use)], folder, { clock }));
    await clock.advance(60_000);
    const error = await failing;
    expect(error).toMatchObject({ code: "PLUGIN_LOAD_FAILED", where: { file: join(folder, use) } });
    expect(error.message).toMatch(`Plugin ${use} could not be loaded: it was still loading after 60 s`);
  });

  test("is not waited for once the signal aborts", async () => {
    const folder = writeFolder({ "waiting.mjs": waiting });
    const controller = new AbortController();
    const failing = failureOf(() => loadPlugins([entry("./waiting.mjs")], folder, { signal: controller.signal }));
    controller.abort(new Error("interrupted by SIGINT"));
    expect(await failing).toMatchObject({ cause: controller.signal.reason as Error });
  });

  test("leaves no timer behind when it ends in time", async () => {
    const clock = createFakeClock();
    await loadPlugins([entry("./good.mjs")], writeFolder({ "good.mjs": moduleOf("good") }), { clock });
    expect(clock.pending).toBe(0);
  });
});

test("each module is loaded inside `around`, under the name in the config until its own is known", async () => {
  const folder = writeFolder({ "named.mjs": moduleOf("one"), "plugins/found.mjs": moduleOf("two") });
  const places: { readonly plugin: string }[] = [];
  const before: string[] = [];
  await loadPlugins([entry("./named.mjs"), entry("./off.mjs", false)], folder, {
    around: (place, call) => {
      places.push(place);
      before.push(place.plugin);
      return call();
    },
  });
  expect(before).toEqual(["./named.mjs", "./plugins/found.mjs"]);
  expect(places).toEqual([{ plugin: "one" }, { plugin: "two" }]);
});

test("one file that the config names in another case than its folder has is no second plugin", async ({ skip }) => {
  skip(process.platform !== "win32", "names of files have one spelling here");
  const folder = writeFolder({ "plugins/mapper.mjs": moduleOf("mapper") });
  expect((await loadPlugins([entry("./Plugins/MAPPER.mjs")], folder)).map(({ origin }) => origin)).toEqual(["config"]);
});

describe("an entry that is not required", () => {
  const lenient = (use: string) => ({ ...entry(use), required: false });

  test("is left out when it can't be found or loaded, and told; the others are loaded", async () => {
    const folder = writeFolder({ "broken.mjs": "throw new Error('no camera');", "good.mjs": moduleOf("good") });
    const told: string[] = [];
    const loaded = await loadPlugins([lenient("./none.mjs"), lenient("./broken.mjs"), entry("./good.mjs")], folder, {
      leftOut: ({ code, message }) => void told.push(`${code} ${message}`),
    });
    expect(loaded.map(({ plugin }) => plugin.name)).toEqual(["good"]);
    expect(told).toEqual([
      expect.stringMatching(/^PLUGIN_DONE_WITHOUT Plugin \.\/none\.mjs was not found: .*is not required/),
      expect.stringMatching(/^PLUGIN_DONE_WITHOUT Plugin \.\/broken\.mjs could not be loaded: .*no camera; .*/),
    ]);
  });

  test("that is interrupted while it loads ends the start", async () => {
    const folder = writeFolder({ "waiting.mjs": "await new Promise(() => setTimeout(() => {}, 1e6));" });
    const controller = new AbortController();
    const told: unknown[] = [];
    const failing = failureOf(() =>
      loadPlugins([lenient("./waiting.mjs")], folder, {
        signal: controller.signal,
        leftOut: (error) => void told.push(error),
      }),
    );
    controller.abort(new Error("Ctrl+C"));
    await failing;
    expect(told).toEqual([]);
  });
});

test("a package says in its peerDependencies which versions of core it works with", async () => {
  const manifest = (range: string) =>
    JSON.stringify({ name: "x", exports: "./x.mjs", peerDependencies: { "@rigline/core": range } });
  const folder = writeFolder({
    "node_modules/old/package.json": manifest("^0.0.1"),
    "node_modules/old/x.mjs": moduleOf("old"),
    "node_modules/odd/package.json": manifest("workspace:*"),
    "node_modules/odd/x.mjs": moduleOf("odd"),
    "package.json": manifest("^0.0.2"),
    "own.mjs": moduleOf("own"),
  });
  const loaded = await loadPlugins([entry("old"), entry("odd"), entry("./own.mjs")], folder);
  expect(loaded.map(({ requiresCore }) => requiresCore)).toEqual(["^0.0.1", undefined, undefined]);
});
