import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeRig, makeWorkFolder, removeWorkFolder, type Rig } from "./rig.js";
import { runHere } from "./run-here.js";

let parent: string;
beforeEach(() => {
  parent = makeWorkFolder("leaks");
});
afterEach(() => removeWorkFolder(parent));

const SECRET = "Tr0ub4dor&3";
const BELL = String.fromCodePoint(7);
const RUN = ["run", "--subject", "614173", "--no-input", "--verbose"];

/** Knows its token from a secret file and its options, and says it wherever it can. */
const LEAKING = `
import { existsSync } from "node:fs";
import { z } from "zod";
export default {
  name: "leaking",
  version: "1.0.0",
  section: "lab_server",
  options: z.object({ account: z.string(), api_token: z.string() }),
  hooks: {
    ready: ({ runners }, { options }) => {
      const said = options.account + " and " + options.api_token + " \\u0007\\u001b[1m";
      if (existsSync(new URL("fails", import.meta.url))) throw new Error("refused: " + said);
      runners.add({ name: "send", phase: "postSession", run: ({ report, log }) => {
        log.warning("sending " + said);
        report("sent", said);
        throw new Error("401 for " + encodeURIComponent(options.account) + " " + said);
      } });
    },
    preflight: () => [{ level: "warning", subject: "lab", message: "asked with ${SECRET}" }],
  },
};`;

function configure(rig: Rig): Record<string, string> {
  writeFileSync(join(rig.folder, "leaking.mjs"), LEAKING);
  mkdirSync(join(rig.folder, "secrets"));
  writeFileSync(join(rig.folder, "secrets", "RIGLINE_LAB_SERVER__ACCOUNT"), `${SECRET}\n`);
  return { RIGLINE_SECRETS_DIR: join(rig.folder, "secrets"), RIGLINE_LAB_SERVER__API_TOKEN: "t0ken-of-the-lab" };
}

function* filesBelow(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* filesBelow(path);
    else yield path;
  }
}

function expectClean(told: Readonly<Record<string, string>>): void {
  for (const [exit, text] of Object.entries(told)) {
    for (const secret of [SECRET, encodeURIComponent(SECRET), "t0ken-of-the-lab", "pa55word", "k3y-of-ada", BELL])
      expect(text, exit).not.toContain(secret);
  }
}

test("a session with a plugin that says its secrets leaves none of them, at the rig nor at the destination", async () => {
  const rig = makeRig({ parent, name: "rig-1", plugins: [{ use: "./leaking.mjs" }] });
  const env = configure(rig);
  const { exitCode, stdout, stderr } = await rig.run([...RUN, "--json"], { env });
  expect(exitCode).toBe(8);
  expect(stdout).toContain("401 for [secret]");
  expect(stderr).toContain("sending [secret] and [secret]");
  const told: Record<string, string> = { stdout, stderr };
  for (const folder of [rig.data, rig.central, join(rig.folder, "local")])
    for (const file of filesBelow(folder)) if (!file.endsWith(".bin")) told[file] = readFileSync(file, "utf8");
  expect(Object.keys(told).filter((path) => path.endsWith("launcher.log")).length).toBeGreaterThan(2);
  expectClean(told);
  expect(JSON.parse(stdout)).toMatchObject({ exitCode: 8 });
});

test("nor does a command that fails, or one that only looks", async () => {
  const endpoint = "https://ada:pa55word@127.0.0.1:9/x?api_key=k3y-of-ada";
  const rig = makeRig({
    parent,
    name: "rig-1",
    plugins: [{ use: "./leaking.mjs" }],
    watchdog: { transfer_endpoint: endpoint },
  });
  const env = configure(rig);
  const told: Record<string, string> = {};
  const look = async (...args: string[]): Promise<void> => {
    const { stdout, stderr } = await runHere(rig, args, env);
    told[`${args.join(" ")} ${existsSync(join(rig.folder, "fails"))}`] = stdout + stderr;
  };
  for (const args of [
    ["doctor"],
    ["doctor", "--json"],
    ["config"],
    ["config", "explain", "watchdog.transfer_endpoint"],
  ]) {
    await look(...args);
    writeFileSync(join(rig.folder, "fails"), "");
    await look(...args);
    rmSync(join(rig.folder, "fails"));
  }
  expect(Object.values(told).join("\n")).toContain("refused: [secret] and [secret]");
  expectClean(told);
});
