import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { resolveFrom } from "../../src/config/resolved-config.js";
import { load, makeRig, refusal, sourcesOf, writeIn } from "./rig-folder.js";

const YAML = "data_dir: data\nsubject: from-yaml\n";

describe("finding the configuration", () => {
  test.each([
    ["rigline.config.yaml", YAML],
    ["rigline.config.yml", YAML],
    ["rigline.config.json", '{ "data_dir": "data", "subject": "from-yaml" }'],
    ["rigline.config.js", 'export default { data_dir: "data", subject: "from-yaml" };'],
    ["rigline.config.mjs", 'export default { data_dir: "data", subject: "from-yaml" };'],
    ["rigline.config.cjs", 'module.exports = { data_dir: "data", subject: "from-yaml" };'],
    ["rigline.config.ts", 'export default { data_dir: "data" as string, subject: "from-yaml" };'],
    ["rigline.config.mts", 'export default { data_dir: "data" as string, subject: "from-yaml" };'],
    ["rigline.config.cts", 'export = { data_dir: "data" as string, subject: "from-yaml" };'],
    [path.join(".rigline", "config.yaml"), YAML],
    [path.join(".rigline", "config.ts"), 'export default { data_dir: "data" as string, subject: "from-yaml" };'],
  ])("reads %s", async (name, content) => {
    // A package.json makes `.js` what it is in the project around it.
    const folder = makeRig({ [name]: content, "package.json": '{ "type": "module" }' });
    const config = await load(folder);
    expect(config.values).toMatchObject({ data_dir: "data", subject: "from-yaml" });
    expect(config.file).toBe(path.join(folder, name));
    expect(config.folder).toBe(folder);
  });

  test("goes upwards from the working folder and takes the nearest", async () => {
    const folder = makeRig({ "rigline.config.yaml": YAML, "rigs/one/rigline.config.yaml": "data_dir: nearer\n" });
    mkdirSync(path.join(folder, "rigs/one/deep/er"), { recursive: true });
    mkdirSync(path.join(folder, "rigs/two"), { recursive: true });
    const near = await load(path.join(folder, "rigs/one/deep/er"));
    const far = await load(path.join(folder, "rigs/two"));
    expect(near.values.data_dir).toBe("nearer");
    expect(near.folder).toBe(path.join(folder, "rigs/one"));
    expect(far.folder).toBe(folder);
    expect(resolveFrom(far, far.values.data_dir)).toBe(path.join(folder, "data"));
  });

  test("looks into no settings of the user's own, which cosmiconfig would know", async () => {
    const folder = makeRig({
      "rigline/config.json": '{ "subject": "of-the-user" }',
      "rigline/config": "subject: x",
      "rig/notes.txt": "",
    });
    for (const name of ["XDG_CONFIG_HOME", "APPDATA"]) vi.stubEnv(name, folder);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect((await refusal(() => load(path.join(folder, "rig")))).code).toBe("CONFIG_NOT_FOUND");
  });

  test("takes a named file, from the working folder, and looks nowhere else", async () => {
    const folder = makeRig({ "rigline.config.yaml": YAML, "other/rig-2.yaml": "data_dir: two\n" });
    const config = await load(folder, { file: "other/rig-2.yaml" });
    expect(config.values.data_dir).toBe("two");
    expect(config.values.subject).toBeUndefined();
    expect(config.folder).toBe(path.join(folder, "other"));
  });

  test("a named file that is not there is said so", async () => {
    const folder = makeRig();
    const error = await refusal(() => load(folder, { file: "missing.yaml" }));
    expect(error).toMatchObject({ code: "CONFIG_NOT_FOUND", exit: "config" });
    expect(error.message).toContain(path.join(folder, "missing.yaml"));
  });

  test("nothing found: says where it looked and what to do", async () => {
    const folder = makeRig();
    const error = await refusal(() => load(folder));
    expect(error).toMatchObject({ code: "CONFIG_NOT_FOUND", exit: "config" });
    expect(error.message).toContain(folder);
    expect(error.why).toMatch(/rigline\.config\.\* and .+ \(yaml, yml, json, js/);
    expect(error.why).toContain("clabe.yml");
    expect(error.todo).toContain("rigline init");
  });

  test("needs no file when the environment says where data go", async () => {
    const folder = makeRig();
    const data_dir = path.resolve("/data");
    const config = await load(folder, { environment: { RIGLINE_DATA_DIR: data_dir } });
    expect(config).toMatchObject({ file: undefined, folder, values: { data_dir } });
  });

  test("two configurations in one folder are refused by name", async () => {
    const folder = makeRig({ "rigline.config.yaml": YAML, "rigline.config.ts": "export default {}" });
    const error = await refusal(() => load(folder));
    expect(error.code).toBe("CONFIG_AMBIGUOUS");
    expect(error.message).toContain("rigline.config.yaml, rigline.config.ts");
  });

  test("an empty file, or one with comments alone, sets nothing and is named with what is missing", async () => {
    for (const content of ["", "  \n", "# nothing yet\n"]) {
      const folder = makeRig({ "rigline.config.yaml": content });
      const error = await refusal(() => load(folder));
      expect(error.code).toBe("CONFIG_INVALID");
      expect(error.where).toEqual({ file: path.join(folder, "rigline.config.yaml"), path: "data_dir" });
      expect(error.message).toBe("data_dir: is required (string) and no source sets it");
    }
  });

  test("a byte order mark and Windows line ends are no obstacle", async () => {
    const folder = makeRig({ "rigline.config.yaml": "\uFEFFdata_dir: data\r\nsubject: a\r\n" });
    const config = await load(folder);
    expect(config.values.subject).toBe("a");
    expect(sourcesOf(config, "subject")).toEqual(["file rigline.config.yaml:2:1"]);
  });

  test("the schema's address for the editor is no setting", async () => {
    const folder = makeRig({
      "rigline.config.json": '{ "$schema": ".rigline/config.schema.json", "data_dir": "data" }',
    });
    expect((await load(folder)).values.data_dir).toBe("data");
  });
});

describe("a candidate that can't be read", () => {
  test("is an error, though another one lies further up", async () => {
    const folder = makeRig({ "rigline.config.yaml": YAML });
    const inner = path.join(folder, "inner");
    mkdirSync(path.join(inner, "rigline.config.yaml"), { recursive: true });
    const error = await refusal(() => load(inner));
    expect(error).toMatchObject({
      code: "CONFIG_UNREADABLE",
      where: { file: path.join(inner, "rigline.config.yaml") },
    });
    expect(error.message).toContain("it is a folder");
  });

  test("a link to nothing, and one to itself, say what they are", async ({ skip }) => {
    skip(process.platform === "win32", "Windows has neither these modes nor links without a right of their own");
    const folder = makeRig();
    symlinkSync(path.join(folder, "gone.yaml"), path.join(folder, "rigline.config.yaml"));
    expect((await refusal(() => load(folder))).message).toContain("a link to something that does not exist");
    const looping = makeRig();
    symlinkSync(path.join(looping, "rigline.config.yaml"), path.join(looping, "rigline.config.yaml"));
    expect((await refusal(() => load(looping))).message).toContain("a link that leads back to itself");
  });

  test("a file that is not UTF-8 is refused rather than read wrongly", async () => {
    const folder = makeRig();
    const file = writeIn(folder, "rigline.config.yaml", "");
    writeFileSync(file, Buffer.from("data_dir: d\xe4ta\n", "latin1"));
    const error = await refusal(() => load(folder));
    expect(error).toMatchObject({
      code: "CONFIG_UNREADABLE",
      todo: expect.stringMatching(/^Save the file as UTF-8: .*PowerShell/),
    });
  });
});

test("loads at the same time don't touch each other", async () => {
  const rigs = Array.from({ length: 24 }, (_, index) => ({
    index,
    folder: makeRig({
      [index % 3 === 0 ? "rigline.config.ts" : "rigline.config.yaml"]:
        index % 3 === 0 ? `export default { data_dir: "d${index}" as string }` : `data_dir: d${index}\n`,
    }),
  }));
  const loaded = await Promise.all(
    rigs.map(({ folder, index }) => load(folder, { environment: { RIGLINE_SUBJECT: `s${index}` } })),
  );
  expect(loaded.map(({ values }) => [values.data_dir, values.subject])).toEqual(
    rigs.map(({ index }) => [`d${index}`, `s${index}`]),
  );
  expect(loaded.map(({ folder }) => folder)).toEqual(rigs.map(({ folder }) => realpathSync(folder)));
});
