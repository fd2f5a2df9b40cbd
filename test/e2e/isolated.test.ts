import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeRig, makeWorkFolder, MAPPER_PLUGIN, removeWorkFolder } from "./rig.js";

let parent: string;
beforeEach(() => {
  parent = makeWorkFolder("isolated");
});
afterEach(() => removeWorkFolder(parent));

const LOOPER = `export default { name: "looper", version: "1.0.0", hooks: { experimentEnded: () => { for (;;); } } };`;

test("an isolated plugin in an endless loop is ended after its time and named, and the session is handed off", async () => {
  const rig = makeRig({
    parent,
    name: "rig-1",
    plugins: [{ use: MAPPER_PLUGIN }, { use: "@rigline/watchdog-plugin" }, { use: "./looper.mjs", isolate: "process" }],
    config: { hook_timeouts: { experimentEnded: 2 } },
  });
  writeFileSync(join(rig.folder, "looper.mjs"), LOOPER);
  const { exitCode, stdout, stderr } = await rig.run(["run", "--no-input", "--subject", "614173", "--json"]);
  // A plugin has failed; the data is handed off all the same.
  expect(exitCode).not.toBe(0);
  const { problems } = JSON.parse(stdout) as { problems: readonly object[] };
  expect(problems).toMatchObject([{ code: "HOOK_TIMED_OUT", where: { plugin: "looper", hook: "experimentEnded" } }]);
  expect(stderr).toContain('error: Plugin "looper" did not finish experimentEnded within 2 s');
  expect(readdirSync(rig.complete)).toHaveLength(1);
  expect(existsSync(rig.central)).toBe(true);
});
