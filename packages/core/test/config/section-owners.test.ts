import path from "node:path";
import { describe, expect, test } from "vitest";
import { checkSections } from "../../src/config/check-sections.js";
import { meantSections } from "../../src/config/section-owners.js";
import { load, makeRig } from "./rig-folder.js";

const USE = "@rigline/watchdog-plugin";
const CLABE = "data_dir: d\nwatchdog: { project_name: A }\n";

describe("the plugin of the section watchdog is meant", () => {
  test("where clabe.yml has the section, which can't name plugins", async () => {
    const folder = makeRig({ "clabe.yml": CLABE });
    const [meant, ...others] = meantSections(await load(folder), []);
    expect(others).toEqual([]);
    expect(meant).toMatchObject({
      section: "watchdog",
      use: USE,
      source: { kind: "file", name: path.join(folder, "clabe.yml"), line: 2, column: 1 },
    });
  });

  test.each([
    ["rigline.config.yaml", makeConfig(CLABE), {}],
    ["a clabe.yml beside a config that names no plugins", { ...makeConfig("data_dir: d\n"), "clabe.yml": CLABE }, {}],
    ["a flag", makeConfig("data_dir: d\n"), { flags: { "watchdog.project_name": "A" } }],
    ["the machine's clabe.yml", makeConfig("data_dir: d\n"), { machine: CLABE }],
  ])("where it is in %s", async (_name, files, { flags, machine }: Extra) => {
    const environment = machine === undefined ? {} : { PROGRAMDATA: makeRig({ "clabe.yml": machine }) };
    const resolved = await load(makeRig(files), { ...(flags === undefined ? {} : { flags }), environment });
    expect(meantSections(resolved, []).map(({ use }) => use)).toEqual([USE]);
  });
});

describe("it is not meant", () => {
  test("where a plugin claims the section already", async () => {
    expect(meantSections(await load(makeRig({ "clabe.yml": CLABE })), ["watchdog"])).toEqual([]);
  });

  test.each([
    ["no section", "data_dir: d\n"],
    ["a section of which all is commented out", "data_dir: d\nwatchdog:\n#  project_name: A\n"],
    ["sections of clabe's alone", "data_dir: d\nrobocopy: { destination: x }\n"],
  ])("where there is %s", async (_name, content) => {
    expect(meantSections(await load(makeRig({ "clabe.yml": content })), [])).toEqual([]);
  });

  test("where it is switched off, and then each place of the section is told", async () => {
    const off = `plugins: [{ use: "${USE}", enabled: false }]\n`;
    const folder = makeRig({ "rigline.config.yaml": CLABE + off, "clabe.yml": CLABE });
    const resolved = await load(folder);
    expect(meantSections(resolved, [])).toEqual([]);
    expect(checkSections(resolved, [])).toEqual(
      ["rigline.config.yaml", "clabe.yml"].map(
        (file) =>
          `${path.join(folder, file)}:2:1: "watchdog" is not read, its plugin ${USE} is switched off in \`plugins\``,
      ),
    );
  });

  test("where a variable of the machine sets a key of it, and then that is told", async () => {
    const resolved = await load(makeRig(makeConfig("data_dir: d\n")), {
      environment: { RIGLINE_WATCHDOG__PROJECT_NAME: "A" },
    });
    expect(meantSections(resolved, [])).toEqual([]);
    expect(checkSections(resolved, [])).toEqual([
      `RIGLINE_WATCHDOG__PROJECT_NAME: "watchdog" is not read, its plugin ${USE} is not loaded: name it in \`plugins\`, or write the section into the config file`,
    ]);
  });
});

interface Extra {
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly machine?: string;
}

function makeConfig(content: string): Record<string, string> {
  return { "rigline.config.yaml": content };
}
