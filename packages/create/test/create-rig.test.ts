import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeIo } from "../../core/test/cli/make-io.js";
import { main } from "../src/main.js";
import { npmCommand } from "../src/run-child.js";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  readonly version: string;
};

/** Stands for npm's own program: what is said of it is done in the folder that it is called in. */
const INSTALLS = `
const { mkdirSync, writeFileSync } = require("node:fs");
mkdirSync("node_modules/@rigline/cli/bin", { recursive: true });
writeFileSync("node_modules/@rigline/cli/bin/rigline.js", \`
  const { npm_command, npm_config_local_prefix } = process.env;
  require("node:fs").writeFileSync(npm_config_local_prefix + "/told.json", JSON.stringify({ npm_command, argv: process.argv.slice(2) }));
\`);
writeFileSync("asked.json", JSON.stringify(process.argv.slice(2)));`;
const FAILS = `require("node:fs").writeFileSync("half-installed", ""); process.exit(1);`;

interface Created {
  readonly folder: string;
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

async function create(
  argv: readonly string[],
  npm: string,
  files: readonly string[] = [],
  onInterrupt: (callback: (signal: string) => void) => () => void = () => () => undefined,
): Promise<Created> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "rigline-create-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const script = path.join(folder, ".npm", "npm-cli.js");
  for (const file of [".npm/npm-cli.js", ...files]) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), npm);
  }
  const { io, written } = makeIo(folder, { npm_execpath: script, NPM_COMMAND: "init" }, onInterrupt);
  const exitCode = await main(argv, io);
  return { folder, exitCode, ...written };
}

test("installs its own version, and lets that write the rig with the answers", async () => {
  const { folder, exitCode, err } = await create(["my rig", "--destination", "share", "--rig-name", "rig-2"], INSTALLS);
  expect({ exitCode, err }).toEqual({
    exitCode: 0,
    err: `Installing @rigline/cli ${version} into ${path.join(folder, "my rig")} …\n`,
  });
  const read = (name: string): unknown => JSON.parse(readFileSync(path.join(folder, "my rig", name), "utf8"));
  expect(read("package.json")).toEqual({ private: true, dependencies: { "@rigline/cli": version } });
  expect(read("asked.json")).toEqual(["install", "--no-audit", "--no-fund"]);
  expect(read("told.json")).toEqual({
    npm_command: "exec",
    argv: [
      "init",
      "my rig",
      "--no-input",
      "--rig-name=rig-2",
      `--destination=${path.join(folder, "share")}`,
      "--transfer-endpoint=",
      "--project-name=Example project",
    ],
  });
});

test("where npm fails nothing is left, and the folder can be named again", async () => {
  const { folder, exitCode, err } = await create(["labs/my-rig"], FAILS);
  expect(exitCode).toBe(3);
  expect(err).toContain("error CREATE_INSTALL_FAILED: ");
  expect(readdirSync(folder)).toEqual([".npm"]);
});

test("where it is stopped while npm works, that is told, and nothing is left", async () => {
  const { folder, exitCode, err } = await create(["my-rig"], FAILS, [], (callback) => {
    callback("SIGINT");
    return () => undefined;
  });
  expect(exitCode).toBe(130);
  expect(err).toContain("\nstopped: the installation was broken off (CREATE_INTERRUPTED)\n");
  expect(readdirSync(folder)).toEqual([".npm"]);
});

test("a folder that holds something is left alone", async () => {
  const { folder, exitCode, err } = await create(["my-rig"], INSTALLS, ["my-rig/notes.txt"]);
  expect(exitCode).toBe(6);
  expect(err).toContain(`error CREATE_FOLDER_IN_USE: ${path.join(folder, "my-rig")} already holds notes.txt`);
  expect(readdirSync(path.join(folder, "my-rig"))).toEqual(["notes.txt"]);
});

test.each([
  [["$HOME/rig"], 2, "error CREATE_FOLDER_UNUSABLE: "],
  [["notes.txt"], 10, "error CREATE_FOLDER_NOT_MADE: "],
  [["my-rig", "--destination", "~/data"], 2, "error INIT_ANSWER_INVALID: --destination ~/data: "],
  [
    ["my-rig", "--destinatoin", "x"],
    2,
    "(Did you mean --destination?)\n(create-rigline --help shows its options, with examples)",
  ],
])("%j ends with %i, and makes nothing", async (argv, code, said) => {
  const { folder, exitCode, err } = await create(argv, INSTALLS, ["notes.txt"]);
  expect({ exitCode, err }).toEqual({ exitCode: code, err: expect.stringContaining(said) as string });
  expect(readdirSync(folder).sort()).toEqual([".npm", "notes.txt"]);
});

test("npm is started as it was, and by its name where another program made the rig", () => {
  const npm = path.join("lib", "npm", "bin", "npm-cli.js");
  expect(npmCommand({ npm_execpath: npm }, "win32")).toEqual([process.execPath, [npm]]);
  expect(npmCommand({ NPM_EXECPATH: npm }, "win32")).toEqual([process.execPath, [npm]]);
  expect(npmCommand({ npm_execpath: "/lib/pnpm.cjs" }, "linux")).toEqual(["npm", []]);
  expect(npmCommand({}, "win32")).toEqual(["npm.cmd", []]);
});
