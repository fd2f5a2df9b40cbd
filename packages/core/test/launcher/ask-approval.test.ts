import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LauncherConfigInput } from "../../src/config/launcher-config.js";
import { createScriptedUi } from "../../src/testing/scripted-ui.js";
import { useLauncherBench } from "./launcher-bench.js";

const bench = useLauncherBench();

function run(approval: LauncherConfigInput["approval"], name?: string) {
  const ui = createScriptedUi(name === undefined ? {} : { approved_by: name }, { interactive: name !== undefined });
  return bench.open({ ui }, { approval }).then((launcher) => launcher.run());
}

test.each([[true], [{ by: ["Grace", "Ada"] }]])(
  "a second person approves the session, and is kept with it: %j",
  async (approval) => {
    const { session } = await run(approval, "Grace");
    expect(session?.approvedBy).toBe("Grace");
    const kept = readFileSync(join(session?.directory ?? "", ".rigline", "session.json"), "utf8");
    expect(JSON.parse(kept)).toMatchObject({ approvedBy: "Grace" });
  },
);

test.each<[LauncherConfigInput["approval"], string]>([
  [true, " ada "],
  [true, " "],
  [{ by: ["Grace", "Ada"] }, "Ada"],
  [{ by: ["Grace"] }, "Alan"],
])("who runs it, nobody, or somebody else does not: %j, %j", async (approval, name) => {
  expect(await run(approval, name)).toMatchObject({ session: undefined, exit: "usage" });
  expect(bench.sessionFolders()).toEqual([]);
});

test("where nobody can be asked no session is opened", async () => {
  const report = await run(true);
  if (report.session !== undefined) throw new Error("a session was opened");
  expect(report.error).toMatchObject({ code: "INPUT_NEEDED" });
});

test("a rig that asks for nobody opens its sessions without", async () => {
  expect((await run(false)).session).not.toHaveProperty("approvedBy");
});
