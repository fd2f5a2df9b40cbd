import { expect, test } from "vitest";
import { makeRig } from "../config/rig-folder.js";
import { runRigline } from "./run-rigline.js";

const TRIALS =
  "for (let trial = 1; trial <= 7; trial += 1) console.log('trial ' + trial); console.error('lens dirty');";

let count = 0;

function makeTalkingRig(program: string): string {
  const command = JSON.stringify([process.execPath, "--eval", program]);
  const name = `output-${process.pid}-${count++}`;
  return makeRig({
    "rigline.config.yaml": `rig_name: ${name}\ndata_dir: data\nexperimenters: [ada]\nexperiment:\n  command: ${command}\n`,
  });
}

test("--output shows each line of the experiment once, also with --quiet and beside --json", async () => {
  const rig = makeTalkingRig(TRIALS);
  const { exitCode, out, err } = await runRigline(rig, ["run", "-s", "m1", "--output", "--quiet", "--json"]);
  expect(exitCode, err).toBe(0);
  const lines = err.trim().split("\n").toSorted();
  expect(lines).toEqual(["lens dirty", ...Array.from({ length: 7 }, (_, index) => `trial ${index + 1}`)]);
  expect(JSON.parse(out)).toMatchObject({ exitCode: 0 });
});

test("the last lines of an experiment that fails are in its report, without being asked for", async () => {
  const rig = makeTalkingRig(
    "for (let trial = 1; trial <= 20; trial += 1) console.log('trial ' + trial); process.exitCode = 3;",
  );
  const { exitCode, out } = await runRigline(rig, ["run", "-s", "m1", "--quiet"]);
  expect(exitCode).toBe(7);
  expect(out).toMatch(/last words +trial 13\n(?: +trial \d+\n){6} +trial 20\n/);
  expect(out).not.toContain("trial 12");
});
