import { expect, test } from "vitest";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { jobJournalPath, type JobRecord } from "@rigline/manifest";
import {
  accepted,
  createService,
  HOUR,
  parked,
  PUBLISHED,
  startNotifier,
  SUBMITTED,
  WEBHOOK,
} from "./start-notifier.js";

const COPY = "s.also-2";
const PLANNED: JobRecord = { type: "planned", files: 3, bytes: 9 };
const ARCHIVED: JobRecord = { type: "archived", to: "/complete/s.yml" };

/** What ends a copy's job, whose manifest is not in the flag folder any more by then. */
function endCopy({ rig, writeTo }: Awaited<ReturnType<typeof startNotifier>>, ...records: readonly JobRecord[]) {
  rmSync(join(rig.flag, `${COPY}.yml`));
  return writeTo(jobJournalPath(rig.flag, `${COPY}.yml`), ...records);
}

/** A session that goes to a second destination, and its further copy. */
function records(needed: boolean) {
  const digest = accepted(COPY).digest;
  const copies = [{ manifest: `${COPY}.yml`, digest, destination: "/other/s", needed }];
  const copyOf = { manifest: "s.yml", needed };
  return {
    session: [accepted("s"), { type: "further", copies }, PLANNED, PUBLISHED, SUBMITTED] as const,
    copy: [{ ...accepted(COPY), name: "s", copyOf }, PLANNED] as const,
  };
}

test("a session is told safe, and pinged, when each copy that is needed is there, and its copies are not told by themselves", async () => {
  const { http, posts } = createService();
  const channels = [{ ...WEBHOOK, when: ["safe", "late", "needs_you"] }];
  const notifier = await startNotifier({ http, channels, ping: true, safeBy: "17:00" });
  const { write, pass, end } = notifier;
  const told = (): string[] =>
    posts.splice(0).map(({ url, title, text }) => title || `${new URL(url).pathname} ${text}`);
  told();
  const { session, copy } = records(true);
  await write("s", ...session);
  await write(COPY, ...copy);
  expect(told()).toEqual(["/x/start s.yml: 3 files to hand off"]);
  await pass(2 * HOUR);
  expect(told()).toEqual([
    "rig-7: s is late",
    "/x/fail s is late: its copy is not at /other/s yet: verified 0 of 3 files, 0 B of 9 B",
  ]);
  await endCopy(notifier, PUBLISHED, SUBMITTED, ARCHIVED);
  await write("s", ARCHIVED);
  await pass(HOUR);
  expect(told().toSorted()).toEqual(["/x s is handed off", "rig-7: s is safe after all"]);
  await end("idle");
});

test("one that is not needed is not waited for; parked it is told as what it is", async () => {
  const { http, posts } = createService();
  const { write, pass, end } = await startNotifier({ http, channels: [{ ...WEBHOOK, when: ["safe", "needs_you"] }] });
  const { session, copy } = records(false);
  await write(COPY, ...copy, parked());
  await write("s", ...session, ARCHIVED);
  await pass(HOUR);
  expect(posts.map(({ title }) => title)).toEqual(["rig-7: s.also-2 needs you", "rig-7: s is safe"]);
  expect(posts[1]?.text).toContain("; not yet at /other/s");
  await end("idle");
});

test("what a person has given up although it is needed leaves nothing to tell as safe", async () => {
  const { http, posts } = createService();
  const notifier = await startNotifier({
    http,
    channels: [{ ...WEBHOOK, when: ["safe", "late"] }],
    safeBy: "17:00",
  });
  const { write, pass, end } = notifier;
  const { session, copy } = records(true);
  await write(COPY, ...copy);
  await endCopy(notifier, { type: "cancelled", by: "ada@rig-7", reason: "no" });
  await write("s", ...session, ARCHIVED);
  await pass(3 * HOUR);
  expect(posts).toEqual([]);
  await end("idle");
});
