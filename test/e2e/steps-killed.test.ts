import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makePlainRig } from "./plain-rig.js";
import { makeWorkFolder, removeWorkFolder } from "./rig.js";
import { runHere } from "./run-here.js";

let parent: string;
beforeAll(() => {
  parent = makeWorkFolder("steps");
});
afterAll(() => removeWorkFolder(parent));

/** Writes down that it has begun, and hangs until it may end. */
const SLOW = `
  import { appendFileSync, existsSync } from "node:fs";
  appendFileSync("began.txt", process.pid + "\\n");
  console.log("step has begun");
  if (!existsSync("may-end")) setInterval(() => {}, 1000);
`;

test("a launcher that is killed in a step: the session is resumed, what is left of the step is ended, and it runs again once", async () => {
  const step = { name: "quality", phase: "post", command: ["node", "slow.mjs"], grace_seconds: 1 };
  const rig = makePlainRig(parent, "killed-step", {}, { steps: [step] });
  writeFileSync(join(rig.folder, "slow.mjs"), SLOW);
  const killed = rig.run(["run", "--subject", "614173", "--no-input", "--verbose"]);
  await new Promise<void>((resolve) => {
    killed.all.on("data", (text) => String(text).includes("step has begun") && resolve());
  });
  killed.kill("SIGKILL");
  await killed;
  const [first] = readFileSync(join(rig.folder, "began.txt"), "utf8").trim().split("\n").map(Number);
  writeFileSync(join(rig.folder, "may-end"), "");
  const resumed = await runHere(rig, ["resume", "--no-input"]);
  expect({ exitCode: resumed.exitCode, all: resumed.all }).toMatchObject({ exitCode: 0 });
  expect(resumed.all).toMatch(/experiment +done .*in an earlier run/);
  expect(resumed.all).toMatch(/quality +done/);
  expect(readFileSync(join(rig.folder, "began.txt"), "utf8").trim().split("\n")).toHaveLength(2);
  expect(isRunning(first as number)).toBe(false);
  rmSync(join(rig.folder, "may-end"));
});

function isRunning(pid: number): boolean {
  // One that has ended and that nobody has waited for answers signal 0 too.
  if (process.platform === "linux")
    return existsSync(`/proc/${pid}`) && !/^\d+ \(.*\) Z/u.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
