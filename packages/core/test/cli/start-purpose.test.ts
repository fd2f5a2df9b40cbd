import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { makeRig } from "../config/rig-folder.js";
import { runRigline } from "./run-rigline.js";

const PLUGIN = `import { appendFileSync } from "node:fs";
export default { name: "valve", version: "1.0.0", hooks: {
  ready: ({ purpose }) => appendFileSync(new URL("started.txt", import.meta.url), purpose + "\\n"),
} };\n`;

test("ready is told whether there is to be a session, or somebody only looks", async () => {
  const rig = makeRig({
    "rigline.config.yaml": `rig_name: purpose-${process.pid}\ndata_dir: data\nexperimenters: [ada]\n`,
    "plugins/valve.mjs": PLUGIN,
  });
  for (const argv of [
    ["doctor"],
    ["sessions"],
    ["run", "--dry-run"],
    ["run", "--subject", "m1", "--no-input"],
    ["resume", "--no-input"],
    ["plugins"],
    ["config"],
  ]) {
    const { exitCode, err } = await runRigline(rig, argv);
    expect(exitCode, `${argv.join(" ")}: ${err}`).toBe(0);
  }
  expect(readFileSync(path.join(rig, "plugins", "started.txt"), "utf8").split("\n")).toEqual([
    "inspection",
    "inspection",
    "inspection",
    "session",
    "session",
    "",
  ]);
});
