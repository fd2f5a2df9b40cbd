import { join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { writeChannelStates } from "@rigline/manifest";
import { expect, test } from "vitest";
import { checkChannels } from "../../src/preflight/check-channels.js";
import { temporaryFolder } from "../support/temporary-folder.js";

test("a channel by which the daemon can tell nobody is a warning; one that works, or is not known yet, is none", () => {
  const flagFolder = temporaryFolder();
  const places = { flagFolder, configFile: join(flagFolder, "watch_config.yml") };
  expect(checkChannels(nodeFileSystem, places)).toEqual([]);
  const since = "2026-07-14T16:05:00.000Z";
  writeChannelStates(nodeFileSystem, flagFolder, {
    slack: { since, sentAt: since, failing: null },
    mail: {
      since,
      sentAt: null,
      failing: { since, reason: "smtp.lab.org can't be reached", todo: "Check the network." },
    },
  });
  expect(checkChannels(nodeFileSystem, places)).toEqual([
    {
      level: "warning",
      subject: "notifications",
      message: expect.stringMatching(
        /^nobody can be told by mail since .*: smtp\.lab\.org can't be reached$/,
      ) as string,
      todo: `Check the network. To try it: rigline-watchdog notify test -c "${places.configFile}" mail`,
    },
  ]);
});
