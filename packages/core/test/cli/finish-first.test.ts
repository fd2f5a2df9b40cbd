import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeRig } from "../config/rig-folder.js";
import { runRigline } from "./run-rigline.js";

/** Owes its first session's hand-off, fails the second time that it is started, and is well from then on. */
const MOODY = `import { appendFileSync, readFileSync } from "node:fs";
const file = new URL("starts.txt", import.meta.url);
export default { name: "moody", version: "1.0.0", hooks: {
  ready: ({ runners }) => {
    appendFileSync(file, "x");
    const starts = readFileSync(file, "utf8").length;
    if (starts === 2) throw new Error("no light today");
    runners.add({ name: "hand-off", phase: "postSession", run: () => {
      if (starts === 1) throw new Error("the share is away");
    } });
  },
} };\n`;

test("an earlier session that can't be finished first is told of, and the new one is run all the same", async () => {
  const rig = makeRig({
    "rigline.config.yaml": `rig_name: finish-first-${process.pid}
data_dir: data
subject: "614173"
experimenters: [ada]
notes: ""
experiment: { command: ["${process.execPath.replaceAll("\\", "/")}", "-e", ""] }
`,
    "plugins/moody.mjs": MOODY,
  });
  const first = await runRigline(rig, ["run"]);
  expect(first.exitCode, first.err).not.toBe(0);
  const second = await runRigline(rig, ["run", "--answer", "resume_first=yes"]);
  expect(second.err).toContain("no light today");
  expect(second.exitCode, second.err).toBe(0);
  expect(readdirSync(join(rig, "data", "614173"))).toHaveLength(2);
  expect(readdirSync(join(rig, "data", ".rigline", "unfinished"))).toHaveLength(1);
});
