import { afterEach, describe, expect, test } from "vitest";
import { configOf, makeOutside, runOutside } from "./outside.js";
import { removeWorkFolder } from "./rig.js";
import { runHere } from "./run-here.js";

let folder: string;
afterEach(() => removeWorkFolder(folder));

describe("what can't be loaded is told once, with its place and what to do", () => {
  async function failWith(
    files: Readonly<Record<string, string>>,
    use: string,
    where: "here" | "started" = "here",
  ): Promise<string> {
    folder = makeOutside({ "rigline.config.yaml": configOf(`{ use: "${use}" }`), ...files });
    const args = ["run", "--subject", "614173", "--no-input"];
    const { exitCode, all } = where === "here" ? await runHere({ folder }, args) : await runOutside(folder, args);
    expect(exitCode, all).toBe(4);
    return all.replaceAll(folder, "…").replaceAll("\\", "/");
  }

  test.each(["broken.mjs", "broken.cjs", "broken.ts"])("a package that is installed nowhere: %s", async (file) => {
    const line = file.endsWith(".cjs") ? `const x = require("lab-tools/x");` : `import x from "lab-tools/x";`;
    const core = file.endsWith(".cjs") ? `require("@rigline/core");` : `import "@rigline/core";`;
    expect(await failWith({ [file]: `${core}\n${line}\nconsole.log(x);\n` }, `./${file}`)).toBe(
      `error PLUGIN_LOAD_FAILED: Plugin ./${file} could not be loaded: there is no package "lab-tools".
  where: …/${file}:2
  why:   …/${file} imports it, and it is in no node_modules from there upwards, nor does Rigline bring it.
  do:    Install it beside the config: \`npm install lab-tools\`.`,
    );
  });

  test("in a helper", async () => {
    const files = {
      "broken.mjs": `import "@rigline/core";\nimport "./helper.mjs";\n`,
      "helper.mjs": `import "zod";\nimport "@rigline/watchdog";\n`,
    };
    expect(await failWith(files, "./broken.mjs", "started")).toBe(
      `error PLUGIN_LOAD_FAILED: Plugin ./broken.mjs could not be loaded: there is no package "@rigline/watchdog". Did you mean "@rigline/watchdog-plugin"?
  where: …/helper.mjs:2
  why:   …/helper.mjs imports it, and it is in no node_modules from there upwards, nor does Rigline bring it.
  do:    Write "@rigline/watchdog-plugin".`,
    );
  });

  test("a file of its own that is not there", async () => {
    const all = await failWith({ "broken.mjs": `import "@rigline/core";\nimport "./helper.mjs";\n` }, "./broken.mjs");
    expect(all).toContain("Plugin ./broken.mjs could not be loaded: there is no file …/helper.mjs\n");
    expect(all).toContain("where: …/broken.mjs:2");
  });

  test.each(["broken.mjs", "broken.js", "broken.cjs", "broken.ts"])("syntax that is none: %s", async (file) => {
    const all = await failWith({ [file]: `const one = 1;\nconst = 2;\n` }, `./${file}`);
    expect(all).toContain(`error PLUGIN_LOAD_FAILED: Plugin ./${file} could not be loaded: `);
    expect(all).toContain(`where: …/${file}:2`);
    expect(all).not.toContain("why:");
  });

  test("an error that is thrown behind the imports names its line", async () => {
    const text = `import "@rigline/core";\n\nthrow new TypeError("no camera");\n`;
    expect(await failWith({ "broken.mjs": text }, "./broken.mjs")).toBe(
      `error PLUGIN_LOAD_FAILED: Plugin ./broken.mjs could not be loaded: no camera
  where: …/broken.mjs:3:7
  do:    Fix the plugin as the message says, or set \`enabled: false\` on it in the config.`,
    );
  });

  test("a plugin's package with a name that is nearly right", async () => {
    const all = await failWith({}, "@rigline/watchdog");
    expect(all).toContain(
      'Plugin @rigline/watchdog was not found: no package of this name is installed. Did you mean "@rigline/watchdog-plugin"?',
    );
    expect(all).toContain('do:    Write `use: "@rigline/watchdog-plugin"`');
    expect(all.match(/PLUGIN_NOT_FOUND/g)).toHaveLength(1);
  });

  test("a plugin's package that is nowhere", async () => {
    const all = await failWith({}, "lab-mapper");
    expect(all).toContain("do:    Install it beside the config: `npm install lab-mapper` in …");
  });
});
