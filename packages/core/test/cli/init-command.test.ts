import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { readEnvironment } from "../../src/config/environment.js";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { makeRig, writeIn } from "../config/rig-folder.js";
import { runRigline } from "./run-rigline.js";

const FILES = [
  "rigline.config.yaml",
  path.join("plugins", "first-plugin.mjs"),
  "experiment.mjs",
  path.join(".rigline", "config.schema.json"),
];

describe("rigline init", () => {
  // test/packages runs it, and sees its data arrive.
  test("writes a rig that is ready for a session at once, with nothing installed beside it", async () => {
    const folder = makeRig();
    const written = await runRigline(folder, ["init", "my rig"]);
    expect(written).toMatchObject({ exitCode: 0, err: "" });
    for (const file of FILES) expect(written.out).toContain(`  ${file}\n`);
    const rig = path.join(folder, "my rig");
    const steps = [...written.out.matchAll(/^ {2}\$ (.+)$/gmu)].map(([, step]) => step);
    expect(steps).toEqual(['cd "my rig"', "rigline doctor", "rigline run --subject test --experimenter me"]);

    // Of this test alone: without, it is the computer's, which other rigs of other tests have too.
    const environment = { ...readEnvironment(), RIGLINE_RIG_NAME: `init-${process.pid}` };
    const doctor = await runRigline(rig, ["doctor"], environment);
    expect(doctor.exitCode).toBe(0);
    expect(doctor.out).toContain("it is loaded and was asked");
  });

  test("into the working folder, there is no folder to go to", async () => {
    for (const argv of [["init"], ["init", "."], ["init", "./"]]) {
      const { out } = await runRigline(makeRig(), argv);
      expect(out).toContain("Next:\n  $ rigline doctor\n");
    }
  });

  test("the config names its schema, which knows the plugins' options too", async () => {
    const rig = makeRig();
    await runRigline(rig, ["init"]);
    const [first] = readFileSync(path.join(rig, "rigline.config.yaml"), "utf8").split("\n");
    const schema = /^# yaml-language-server: \$schema=(.+)$/u.exec(first as string)?.[1] as string;
    const known = JSON.parse(readFileSync(path.join(rig, schema), "utf8")) as { properties: object };
    expect(known).toEqual(JSON.parse((await runRigline(rig, ["config", "schema"])).out));
    expect(Object.keys(known.properties)).toEqual(expect.arrayContaining(["data_dir", "watchdog"]));
    const config = await runRigline(rig, ["config", "--json"]);
    expect(JSON.parse(config.out)).toMatchObject({
      data_dir: "data",
      plugins: [{ use: "./plugins/first-plugin.mjs" }, { use: "@rigline/watchdog-plugin" }],
      watchdog: { destination: "central", allow_local_destination: true, transfer_endpoint: null },
    });
  });

  test("the first plugin is sound JavaScript that imports nothing but Node's own", async () => {
    const rig = makeRig();
    await runRigline(rig, ["init"]);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["-e", 'import("./plugins/first-plugin.mjs").then(({ default: plugin }) => console.log(plugin.name))'],
      { cwd: rig },
    );
    expect(stdout).toBe("first-plugin\n");
  });

  test.each([...FILES, "rigline.config.ts", path.join(".rigline", "config.yaml")])(
    "never writes over or beside %s",
    async (name) => {
      const rig = makeRig({ [name]: "mine" });
      const { exitCode, err } = await runRigline(rig, ["init"]);
      expect(exitCode).toBe(EXIT_CODES.refused);
      expect(err).toContain("error INIT_EXISTS: ");
      expect(err).toContain(name);
      expect(readFileSync(path.join(rig, name), "utf8")).toBe("mine");
      expect(FILES.filter((file) => file !== name && existsSync(path.join(rig, file)))).toEqual([]);
    },
  );

  test("advice names a folder that is not there, and not the one in the way", async () => {
    const rig = makeRig({ "my-rig/rigline.config.yaml": "mine", "my-rig-2/x": "" });
    const { err } = await runRigline(rig, ["init", "my-rig"]);
    expect(err).toContain(`\`rigline init ${path.join(rig, "my-rig-3")}\``);
  });

  test.each(["~/my-rig", "$HOME/my-rig", process.platform === "win32" ? "/my-rig" : "C:\\my-rig"])(
    "%s is refused, and nothing is made",
    async (folder) => {
      const rig = makeRig();
      const { exitCode, err } = await runRigline(rig, ["init", folder]);
      expect(exitCode).toBe(EXIT_CODES.usage);
      expect(err).toContain("error INIT_FOLDER_UNUSABLE: ");
      expect(readdirSync(rig)).toEqual([]);
    },
  );

  test("a folder that can't be made is told with the file", async () => {
    const rig = makeRig({ blocked: "a file" });
    const { exitCode, err } = await runRigline(rig, ["init", "blocked"]);
    expect(exitCode).toBe(EXIT_CODES.storage);
    expect(err).toContain("error INIT_NOT_WRITTEN: ");
    expect(err).toContain(`Move ${path.join(rig, "blocked")} away, which is a file`);
  });

  test("--json names the files and the next steps", async () => {
    const rig = makeRig();
    writeIn(rig, "clabe.yml", "data_dir: d\n");
    const { out } = await runRigline(rig, ["init", "--json"]);
    expect(JSON.parse(out)).toEqual({
      folder: rig,
      files: FILES.map((file) => path.join(rig, file)),
      destination: path.join(rig, "central"),
      next: ["rigline doctor", "rigline run --subject test --experimenter me"],
    });
  });

  test.each([
    ["rigline", {}],
    ["rigline", { npm_command: "run-script", npm_lifecycle_event: "start" }],
    ["npx rigline", { npm_command: "exec", npm_lifecycle_event: "npx" }],
    ["npx rigline", { NPM_COMMAND: "exec", NPM_LIFECYCLE_EVENT: "npx" }],
  ])("the next steps name the command as it was started: %s", async (command, environment) => {
    const { out } = await runRigline(makeRig(), ["init"], environment);
    expect(out).toContain(`  $ ${command} doctor\n  $ ${command} run --subject test --experimenter me\n`);
  });

  test("npx finds the project from a rig inside it, and is told of it for a rig outside", async () => {
    const project = makeRig();
    const npx = { npm_command: "exec", npm_lifecycle_event: "npx", npm_config_local_prefix: project };
    const inside = await runRigline(project, ["init", "my-rig"], npx);
    expect(inside.out).toContain("  $ npx rigline doctor\n");
    const outside = await runRigline(makeRig(), ["init", "my-rig"], npx);
    expect(outside.out).toContain(`  $ npx --prefix ${project} rigline doctor\n`);
  });
});
