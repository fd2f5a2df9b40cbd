import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { startReceiver } from "../interop/receiver.js";
import { makeRig, makeWorkFolder, removeWorkFolder } from "./rig.js";

const parent = makeWorkFolder("notify-test");
afterAll(() => removeWorkFolder(parent));

test("`rigline notify test` sends a message by the channels that the rig's config names, and no daemon is started", async () => {
  await using service = await startReceiver();
  const rig = makeRig({
    parent,
    name: "told",
    plugins: [{ use: "@rigline/watchdog-plugin" }],
    watchdog: {
      notify: [
        { channel: "webhook", name: "lab", url: { file: "hook.txt" } },
        { channel: "ntfy", url: { env: "RIGLINE_NOT_SET" } },
      ],
    },
  });
  writeFileSync(join(rig.folder, "hook.txt"), `${service.address}/hook`);
  const { stdout, exitCode: code } = await rig.run(["notify", "test"]);
  expect(stdout.split("\n")).toEqual([
    `Channels of the section \`watchdog\` of ${rig.configFile}:`,
    "  lab: sent",
    expect.stringContaining("  ntfy: NOT SENT: NOTIFY_SECRET_MISSING: ") as string,
    expect.stringMatching(/^ {4}do {2}\S/) as string,
  ]);
  expect(code).toBe(3);
  expect(service.received.map(({ path }) => path)).toEqual(["/hook"]);
});
