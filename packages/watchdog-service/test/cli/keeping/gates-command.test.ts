import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRig, partsFor, runOnce, settingsFor, type Rig } from "../../support/rig.js";
import { runMain } from "../../support/run-main.js";

interface ToldGates {
  readonly safe: boolean;
  readonly why: string | null;
  readonly gates: readonly { readonly gate: string; readonly state: string; readonly at: string | null }[];
}

async function handOff(): Promise<Rig> {
  const rig = createRig();
  rig.hand("s", { endpoint: null });
  // The share that is a folder of this machine has no flush of its own to fail.
  await runOnce(partsFor(rig, { settings: settingsFor(rig) }));
  return rig;
}

test("a job's gates are told with their evidence, and its exit code says whether its data may be deleted", async () => {
  const rig = await handOff();
  const text = await runMain("gates", "-c", rig.config, "s");
  expect(text.code).toBe(0);
  expect(text.stdout).toMatch(/^s: safe to delete, as of /);
  expect(text.stdout).toMatch(/✓ source still the same {2}passed: each file is.*, as of /);
  expect(text.stdout).toMatch(/– source verified +not verified, not needed: /);
  const json = JSON.parse((await runMain("gates", "-c", rig.config, "s", "--json")).stdout) as ToldGates;
  expect(json).toMatchObject({ safe: true, why: null });
  expect(json.gates.find(({ gate }) => gate === "copies verified")?.at).not.toBeNull();
});

test("what was written since, also beside the modalities, keeps it", async () => {
  const rig = await handOff();
  writeFileSync(join(rig.data, "session.json"), "{}");
  const { code, stdout } = await runMain("gates", "-c", rig.config, "s");
  expect(code).toBe(9);
  expect(stdout).toContain(`keep it: only here, or changed since: ${join(rig.data, "session.json")}`);
  writeFileSync(join(rig.data, "behavior/late.csv"), "late");
  const json = JSON.parse((await runMain("gates", "-c", rig.config, "s", "--json")).stdout) as ToldGates;
  expect(json.why).toContain("late.csv");
});

test("a job that nobody has done, and one that nobody knows", async () => {
  const rig = createRig();
  rig.hand("s", { endpoint: null });
  const { code, stdout } = await runMain("gates", "-c", rig.config, "manifest_s.yml");
  expect(code).toBe(9);
  expect(stdout).not.toContain("safe to delete");
  const unknown = await runMain("gates", "-c", rig.config, "other");
  expect(unknown.code).toBe(2);
});
