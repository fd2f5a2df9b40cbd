import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createFaultyFileSystem } from "@rigline/foundation/testing";
import type { JobRecord } from "@rigline/manifest";
import { expect, test } from "vitest";
import {
  accepted,
  createService,
  HOUR,
  parked,
  PLANNED,
  PUBLISHED,
  startNotifier,
  SUBMITTED,
  WEBHOOK,
} from "./start-notifier.js";
import { createRig } from "../support/rig.js";

test("what can't be written down is not sent, and told once; it is sent when it can", async () => {
  const { http, posts } = createService();
  const fileSystem = createFaultyFileSystem();
  const { write, pass, end, events } = await startNotifier({ http, fileSystem });
  await write("a", accepted("a"));
  await write("a", parked());
  expect(posts).toHaveLength(1);
  await write("b", accepted("b"), parked());
  fileSystem.fail("file.append", "ENOSPC");
  await pass(HOUR);
  expect(posts).toHaveLength(1);
  expect(events.filter(({ event }) => event === "notice")).toEqual([
    { event: "notice", message: expect.stringMatching(/nobody can be told for now: .*b\.yml/) as string },
  ]);
  fileSystem.fail("file.append", "ENOSPC", { times: 0 });
  await pass(HOUR);
  expect(posts.map(({ title }) => title)).toEqual(["rig-7: a needs you", "rig-7: b needs you"]);
  await end("idle");
});

test("a message whose end can't be written down is not sent again by this daemon", async () => {
  const fileSystem = createFaultyFileSystem();
  const { http, posts } = createService(() => {
    fileSystem.fail("file.append", "ENOSPC");
    fileSystem.fail("writeNew", "ENOSPC");
    return Promise.resolve(200);
  });
  const { write, pass, end } = await startNotifier({ http, fileSystem });
  await write("a", accepted("a"), parked());
  await pass(3 * HOUR);
  expect(posts).toHaveLength(1);
  await end("idle");
});

test("journals and states that can't be read are passed over", async () => {
  const rig = createRig();
  mkdirSync(join(rig.flag, ".rigline/jobs/folder.yml.jsonl"), { recursive: true });
  writeFileSync(join(rig.flag, ".rigline/notify.json"), "not JSON");
  const { http, posts } = createService();
  const { write, end } = await startNotifier({ rig, http });
  await write("a", accepted("a"), parked());
  await end("idle");
  expect(posts.map(({ title }) => title)).toEqual(["rig-7: a needs you"]);
});

test("a published copy that is found changed long after needs somebody, until it is found whole", async () => {
  const { http, posts } = createService();
  const { write, pass, end } = await startNotifier({ http, channels: [{ ...WEBHOOK, when: ["safe", "needs_you"] }] });
  const found = { missing: 0, changed: 0, unreadable: 0, extra: 0 };
  const verified = { type: "verified" as const, algorithm: "sha256", by: "ada@server", files: [] };
  const archived: JobRecord = { type: "archived", to: "/complete/a.yml" };
  await write("a", accepted("a"), PLANNED, PUBLISHED, SUBMITTED, archived);
  await pass(HOUR);
  await write("a", { ...verified, found: { ...found, changed: 1 } });
  await pass(HOUR);
  await write("a", { ...verified, found });
  await pass(HOUR);
  expect(posts.map(({ title }) => title)).toEqual([
    "rig-7: a is safe",
    "rig-7: a needs you",
    "rig-7: a is safe after all",
  ]);
  expect(posts[1]?.text).toContain("its copy was not whole when ada@server had it read again");
  await end("idle");
});
