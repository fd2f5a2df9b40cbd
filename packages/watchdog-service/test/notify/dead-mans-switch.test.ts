import { nodeFileSystem } from "@rigline/foundation/platform";
import { readChannelStates } from "@rigline/manifest";
import { expect, test } from "vitest";
import {
  accepted,
  createService,
  HOUR,
  MINUTE,
  parked,
  PLANNED,
  REDRIVEN,
  startNotifier,
  PUBLISHED,
  SUBMITTED,
} from "./start-notifier.js";

test("the dead-man's switch hears the beginning and the end of each hand-off, of trouble, and daily", async () => {
  const { http, posts } = createService();
  const { write, pass, end } = await startNotifier({ http, channels: [], ping: true });
  const pings = (): string[] => posts.splice(0).map(({ url, text }) => `${new URL(url).pathname} ${text}`);
  expect(pings()).toEqual(["/x nothing needs anybody"]);
  await write("a", accepted("a"), PLANNED);
  await write("a", PUBLISHED, SUBMITTED);
  await write("a", { type: "archived", to: "/complete/a.yml" });
  const rids = posts.map(({ url }) => new URL(url).searchParams.get("rid"));
  expect(new Set(rids).size).toBe(1);
  expect(pings()).toEqual(["/x/start a.yml: 3 files to hand off", "/x a is handed off"]);
  await write("b", accepted("b"), parked());
  expect(pings()).toEqual(["/x/fail b needs you: other data are there"]);
  // A success would hide the other.
  await write("c", accepted("c"), PUBLISHED, SUBMITTED);
  expect(pings()).toEqual(["/x/fail c is handed off; still:\nb needs you: other data are there"]);
  await pass(25 * HOUR);
  expect(pings()).toEqual(["/x/fail b needs you: other data are there"]);
  await write("b", REDRIVEN, PUBLISHED, SUBMITTED);
  expect(pings()).toEqual(["/x b is handed off"]);
  await end("idle");
});

test("a ping that does not come through is sent four times, and the failure is told once", async () => {
  const { http, posts } = createService(() => Promise.resolve(500));
  const { pass, end, events, rig } = await startNotifier({ http, channels: [], ping: true });
  await pass(10 * MINUTE);
  expect(posts).toHaveLength(4);
  expect(events).toEqual([
    {
      event: "notTold",
      channel: "ping",
      reason: "ping.test answered 500",
      todo: expect.stringContaining("notify test"),
    },
  ]);
  expect(readChannelStates(nodeFileSystem, rig.flag)["ping"]).toMatchObject({ sentAt: null, failing: {} });
  await end("idle");
});

test("a flag folder that can't be read is no quiet day", async () => {
  const { http, posts } = createService();
  const { pass, end, notifier } = await startNotifier({ http, channels: [], ping: true });
  notifier.hearEvent({ event: "flagFolderAway", flagFolder: "/flag", reason: "EIO" });
  await pass(25 * HOUR);
  notifier.hearEvent({ event: "flagFolderBack", flagFolder: "/flag" });
  await pass(25 * HOUR);
  expect(posts.map(({ url }) => new URL(url).pathname)).toEqual(["/x", "/x/fail", "/x/fail", "/x"]);
  await end("idle");
});
