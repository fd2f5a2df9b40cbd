import { afterEach, beforeEach, expect, test } from "vitest";
import { makeRig, makeWorkFolder, removeWorkFolder, type Rig } from "./rig.js";
import { runHere } from "./run-here.js";

let parent: string;
beforeEach(() => {
  parent = makeWorkFolder("declined");
});
afterEach(() => removeWorkFolder(parent));

interface Listed {
  readonly name: string;
  readonly unfinished: boolean;
  readonly handOff: { readonly state: string; readonly detail: string };
}

async function listed(rig: Rig): Promise<Listed> {
  const { stdout } = await runHere(rig, ["sessions", "--json"]);
  const [session] = (JSON.parse(stdout) as { readonly sessions: readonly Listed[] }).sessions;
  if (session === undefined) throw new Error(stdout);
  return session;
}

test("a no to handing off is no failure, is listed, stays so when resumed, and is taken back by name", async () => {
  const rig = makeRig({ parent, name: "rig-1", watchdog: { confirm: true, service: "none" } });
  const run = await rig.run(["run", "--subject", "614173", "--no-input", "--answer", "transfer=no"]);
  expect(run.exitCode, run.all).toBe(0);
  expect(run.all).toMatch(/hand-off +declined: the answer to transfer was no/);
  const { name, unfinished, handOff } = await listed(rig);
  expect([unfinished, handOff.state]).toEqual([false, "declined"]);
  expect(handOff.detail).toContain(`rigline handoff ${name}`);
  for (const args of [["resume"], ["resume", name]]) {
    const resumed = await runHere(rig, [...args, "--no-input"]);
    expect([args, resumed.exitCode]).toEqual([args, 0]);
    expect((await listed(rig)).handOff.state).toBe("declined");
  }
  const handed = await runHere(rig, ["handoff", name, "--no-input"]);
  expect(handed.exitCode, handed.all).toBe(0);
  expect((await listed(rig)).handOff.state).toBe("pending");
});

test("where no plugin hands off, there is nothing that could be taken back", async () => {
  const rig = makeRig({ parent, name: "rig-1", plugins: [], watchdog: null });
  await runHere(rig, ["run", "--subject", "614173", "--no-input"]);
  const { name } = await listed(rig);
  const { exitCode, stderr } = await runHere(rig, ["handoff", name, "--no-input"]);
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining("HAND_OFF_BY_NOBODY")]);
});
