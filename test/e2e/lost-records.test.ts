import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makePlainRig } from "./plain-rig.js";
import { makeRig, makeWorkFolder, publishedOf, removeWorkFolder, type Rig } from "./rig.js";
import { runHere } from "./run-here.js";

let parent: string;
beforeEach(() => {
  parent = makeWorkFolder("lost-records");
});
afterEach(() => removeWorkFolder(parent));

const RUN = ["run", "--subject", "614173", "--no-input"];

/** An experiment that counts itself, then does what the source says to its session's folder. */
const experiment = (deed: string) => ({
  command: [
    "node",
    "-e",
    `const fs = require("node:fs"); const folder = process.env.RIGLINE_SESSION_DIRECTORY;
     fs.appendFileSync(${JSON.stringify(join(parent, "trials"))}, "x"); fs.mkdirSync(folder + "/behavior", { recursive: true });
     fs.writeFileSync(folder + "/behavior/trials.csv", "trial"); ${deed}`,
  ],
});

/** Until a file `mended` lies beside it. */
const FRAGILE = `import { existsSync } from "node:fs";
  export default { name: "bad", version: "1.0.0", hooks: { ready: ({ runners }) => { runners.add({
    name: "work", phase: "postSession", run: () => { if (!existsSync(new URL("mended", import.meta.url))) throw new Error("the server is away"); } }); } } };`;

const nameOf = (rig: Rig): string => readdirSync(join(rig.data, "614173"))[0] ?? "";

const firstOf = async (rig: Rig): Promise<Record<string, unknown>> => {
  const { stdout } = await runHere(rig, ["sessions", "--json"]);
  return (JSON.parse(stdout) as { sessions: Record<string, unknown>[] }).sessions[0] ?? {};
};

test("a damaged journal: the advice is a command that works, and the experiment is not run again", async () => {
  const rig = makePlainRig(parent, "rig-1", { "bad.mjs": FRAGILE }, { experiment: experiment("") });
  expect((await rig.run(RUN)).exitCode).toBe(8);
  const name = nameOf(rig);
  const journal = join(rig.data, "614173", name, ".rigline", "journal.jsonl");
  // All that tells of the experiment is lost.
  const lines = readFileSync(journal, "utf8").split("\n");
  const damaged = lines.map((line) => (/experiment/.test(line) ? line.replace("{", "[") : line));
  writeFileSync(journal, damaged.join("\n"));
  writeFileSync(join(rig.folder, "mended"), "");

  const command = `rigline resume ${name} --skip-damaged`;
  expect(await firstOf(rig)).toMatchObject({ standing: "unfinished", next: expect.stringContaining(`\`${command}\``) });
  expect((await runHere(rig, ["doctor"])).stdout).toContain(`\`${command}\` finishes it.`);
  const refused = await runHere(rig, ["resume", name]);
  expect(refused.exitCode).toBe(10);
  expect(refused.stderr).toContain(`do:    \`${command}\``);

  const resumed = await runHere(rig, command.split(" ").slice(1));
  // Of the runner: what the experiment itself came to, nobody knows any more.
  expect(resumed.exitCode, resumed.all).toBe(8);
  expect(resumed.stdout).toContain("what became of the experiment is not known");
  expect(resumed.stdout).toMatch(/work +done/);
  expect(readFileSync(join(parent, "trials"), "utf8")).toBe("x");
  expect(await firstOf(rig)).toMatchObject({ standing: "finished", next: null });
});

test("the launcher's own folder deleted while the session runs is told, and no later resume copies anything twice", async () => {
  const plugins = [{ use: "@rigline/watchdog-plugin" }];
  const deed = `fs.rmSync(folder + "/.rigline", { recursive: true });`;
  const rig = makeRig({ parent, name: "rig-1", plugins, config: { experiment: experiment(deed) } });
  const result = await rig.run([...RUN, "--json"]);
  expect(result.exitCode, result.all).toBe(10);
  expect(JSON.parse(result.stdout)).toMatchObject({ problems: [{ code: "SESSION_RECORDS_LOST" }] });
  const name = nameOf(rig);
  rmSync(join(rig.data, "614173", name, ".rigline"), { recursive: true });

  expect((await runHere(rig, ["doctor"])).stdout).toContain(`\`rigline resume ${name} --skip-damaged\` finishes it.`);
  expect(await firstOf(rig)).toMatchObject({
    name,
    standing: "unreadable",
    next: expect.stringContaining("--skip-damaged"),
  });
  const refused = await runHere(rig, ["resume", name]);
  expect(refused.exitCode).toBe(10);
  expect(refused.stderr).toContain("--skip-damaged");
  const resumed = await rig.run(["resume", name, "--skip-damaged"]);
  expect(resumed.stdout).toContain("Hand-off   safe to delete: ");
  expect(readFileSync(join(parent, "trials"), "utf8")).toBe("x");
  expect(publishedOf(rig)).toEqual([name]);
  expect((await runHere(rig, ["doctor"])).stdout).not.toContain("unfinished");
});

test("a session whose whole folder is deleted while it runs has failed, and is told once by the next one", async () => {
  const plugins = [{ use: "@rigline/watchdog-plugin" }];
  const rig = makeRig({
    parent,
    name: "rig-1",
    plugins,
    config: { experiment: experiment("fs.rmSync(folder, { recursive: true });") },
  });
  const result = await rig.run([...RUN, "--json"]);
  expect(result.exitCode, result.all).toBe(7);
  const { session, ...report } = JSON.parse(result.stdout) as { session: { directory: string; name: string } };
  expect(report).toMatchObject({ outcome: "failed", problems: [{ code: "SESSION_RECORDS_LOST" }] });
  expect(result.all).not.toContain("scandir");
  expect(existsSync(session.directory)).toBe(false);
  const told = `session ${session.name} was on the list of what is left to do, and its folder`;
  // Of another subject: within the same second the next session of this one would have the same name.
  expect((await runHere(rig, ["run", "--subject", "614174", "--no-input"])).stderr).toContain(told);
  expect((await runHere(rig, ["doctor"])).stdout).not.toContain(told);
});
