import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { writeChannelStates } from "@rigline/manifest";
import { expect, test } from "vitest";
import { findWatchPlaces } from "../../src/daemon/watch-places.js";
import { checkChannels, checkSecrets } from "../../src/preflight/check-channels.js";
import { makeParts } from "../support/make-parts.js";
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

test("a secret that is not where the daemon would look for it is found before anybody has to be told", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "key.txt"), " \n");
  writeFileSync(join(folder, "ping.txt"), "https://hc/ping/1\n");
  const notify = [
    { channel: "slack", url: { env: "RIG_SLACK_URL" } },
    { channel: "webhook", name: "lab", url: { env: "RIG_HOOK" }, key: { file: "key.txt" } },
    { channel: "ntfy", url: { file: "gone.txt" } },
  ];
  const check = (options: object = {}, environment = { rig_hook: "https://hook" }) => {
    const parts = makeParts(folder, {
      options: { service: "embedded", notify, ping: { url: { file: "ping.txt" } }, ...options },
      environment,
    });
    return checkSecrets(parts, findWatchPlaces(parts));
  };
  const todo = expect.stringContaining("To try it: rigline notify test ") as string;
  const warning = (message: unknown): object => ({ level: "warning", subject: "notifications", message, todo });
  expect(check()).toEqual([
    warning("nobody can be told by slack: the environment variable RIG_SLACK_URL is empty, or not set"),
    warning(`nobody can be told by lab: the secret file ${join(folder, "key.txt")} is empty`),
    warning(
      expect.stringContaining(
        `nobody can be told by ntfy: the secret file ${join(folder, "gone.txt")} can't be read: ENOENT`,
      ),
    ),
  ]);
  expect(check({ notify: [notify[0]] }, { RIG_SLACK_URL: "https://slack" } as never)).toEqual([]);
  // What the daemon itself has found says more; who is started by somebody else has another environment.
  const since = "2026-07-14T16:05:00.000Z";
  mkdirSync(join(folder, "flags"));
  writeChannelStates(nodeFileSystem, join(folder, "flags"), {
    slack: { since, sentAt: null, failing: { since, reason: "it is empty", todo: "Set it." } },
  });
  expect(check({ notify: [notify[0]] })).toEqual([]);
  expect(check({ service: "none" })).toEqual([]);
});
