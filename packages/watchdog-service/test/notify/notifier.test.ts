import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { HttpAnswer, HttpClient } from "@rigline/foundation/http";
import { createFakeClock } from "@rigline/foundation/testing";
import { readTimeOfDay } from "@rigline/foundation/time";
import { jobJournalPath, parseWatchConfig, readChannelStates, type JobRecord } from "@rigline/manifest";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import type { DaemonEvent } from "../../src/jobs/daemon-events.js";
import { jobJournals } from "../../src/jobs/job-journal.js";
import { Notifier } from "../../src/notify/notifier.js";
import { createRig, partsFor, type Rig } from "../support/rig.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Post {
  readonly url: string;
  readonly id: string;
  readonly about: string;
  readonly title: string;
  readonly text: string;
}

type Answer = (post: Post, signal: AbortSignal) => Promise<number>;

/** What is posted by it; `answer` says with which status, and when. */
function createService(answer: Answer = () => Promise.resolve(200)) {
  const posts: Post[] = [];
  const http: HttpClient = {
    post: async (url, { body, signal }): Promise<HttpAnswer> => {
      const text = String(body);
      const json = text.startsWith("{")
        ? (JSON.parse(text) as Omit<Post, "url">)
        : { id: "", about: "", title: "", text };
      const post = { url, id: json.id, about: json.about, title: json.title, text: json.text };
      posts.push(post);
      return { status: await answer(post, signal), headers: {}, body: "" };
    },
  };
  return { http, posts };
}

interface Choices {
  readonly rig?: Rig;
  readonly http: HttpClient;
  readonly channels?: readonly object[];
  readonly safeBy?: string;
  readonly ping?: boolean;
  readonly now?: string;
}

const WEBHOOK = { channel: "webhook", url: { env: "HOOK" } };

/** A notifier beside a daemon that does nothing but what the test writes into journals. */
async function start({ rig = createRig(), http, channels = [WEBHOOK], safeBy, ping, now }: Choices) {
  const clock = createFakeClock({ now: now ?? "2026-07-14T16:00:00Z", zone: "UTC" });
  const events: DaemonEvent[] = [];
  mkdirSync(join(rig.flag, ".rigline/jobs"), { recursive: true });
  const parts = partsFor(rig, {
    clock,
    http,
    openJournal: jobJournals(nodeFileSystem, clock, "rig-7"),
    report: (event) => void events.push(event),
  });
  const text = JSON.stringify({ flag_dir: "f", manifest_complete: "c", rigline: { notify: channels } });
  const notifier = new Notifier(
    { ...parts, settings: { ...parts.settings, hostname: "rig-7" }, readSecret: ({ env }) => `https://${env}.test/x` },
    {
      channels: parseWatchConfig(text).config.rigline.notify,
      webhookUrl: null,
      safeBy: safeBy === undefined ? undefined : readTimeOfDay(safeBy),
      ping: ping === true ? { env: "PING" } : undefined,
    },
  );
  let end = (_reason: "idle" | "signal"): void => {};
  const ended = new Promise<"idle" | "signal">((resolve) => (end = resolve));
  const running = notifier.during(async () => ({ reason: await ended }));
  const breathe = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn += 1) await setImmediate();
  };
  const write = async (name: string, ...records: readonly JobRecord[]): Promise<void> => {
    writeFileSync(join(rig.flag, `${name}.yml`), "");
    const journal = notifier.openJournal(jobJournalPath(rig.flag, `${name}.yml`));
    journal.append(...records);
    journal.close();
    await breathe();
  };
  await breathe();
  return {
    rig,
    clock,
    events,
    write,
    pass: async (milliseconds: number) => {
      await clock.advance(milliseconds);
      await breathe();
    },
    end: async (reason: "idle" | "signal") => {
      end(reason);
      await breathe();
      await clock.advance(15_000);
      await running;
    },
  };
}

function accepted(name: string): JobRecord & { readonly type: "accepted" } {
  return {
    type: "accepted",
    manifest: `/flag/${name}.yml`,
    digest: `${name}0123456789abcdef0123456789abcdef`,
    name,
    destination: `/stage/${name}`,
  };
}

const parked = (code = "TARGET_EXISTS"): JobRecord => ({
  type: "parked",
  code,
  reason: "other data are there",
  todo: "Look.",
});
const REDRIVEN: JobRecord = { type: "redriven" };
const PLANNED: JobRecord = { type: "planned", digest: accepted("a").digest, files: 3, bytes: 9 };
const SUBMITTED: JobRecord = { type: "submitted", endpoint: null, status: null, idempotencyKey: "k" };

test("one message of a job and its trouble, another of another trouble, and one when it is safe after all", async () => {
  const { http, posts } = createService();
  const { write, pass, end, rig } = await start({ http });
  await write("a", accepted("a"), parked());
  expect(posts.map(({ about, title }) => [about, title])).toEqual([["needs_you", "rig-7: a needs you"]]);
  // Seen again, redriven, parked again for the same reason: they know.
  await write("a", REDRIVEN);
  await write("a", parked());
  await pass(HOUR);
  expect(posts).toHaveLength(1);
  await write("a", REDRIVEN, parked("SUBMIT_REFUSED"));
  await pass(HOUR);
  await write("a", REDRIVEN, SUBMITTED);
  await pass(HOUR);
  expect(posts.map(({ title }) => title).slice(1)).toEqual(["rig-7: a needs you", "rig-7: a is safe after all"]);
  await end("idle");
  expect(posts).toHaveLength(3);
  const journal = readFileSync(jobJournalPath(rig.flag, "a.yml"), "utf8");
  expect(journal.match(/"type":"tell"/g)).toHaveLength(3);
  expect(journal.match(/"type":"told"/g)).toHaveLength(3);
  expect(journal).not.toContain("hook.test");
});

test("what comes soon after a message goes with others into one; what still needs somebody is told again after a day", async () => {
  const { http, posts } = createService();
  const { write, pass, end } = await start({ http });
  for (const name of ["a", "b", "c"]) await write(name, accepted(name), parked());
  expect(posts.map(({ title }) => title)).toEqual(["rig-7: a needs you"]);
  await pass(11 * MINUTE);
  expect(posts.map(({ title }) => title).slice(1)).toEqual(["rig-7: 2 sessions need you"]);
  await write("b", REDRIVEN);
  await pass(23 * HOUR);
  expect(posts).toHaveLength(2);
  await pass(2 * HOUR);
  expect(posts.map(({ title }) => title).slice(2)).toEqual(["rig-7: 2 sessions need you"]);
  await end("idle");
});

test("a message whose sending a daemon did not outlive is sent by the next one under the same id", async () => {
  const hanging = createService(
    (_post, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("gone")));
      }),
  );
  const first = await start({ http: hanging.http });
  await first.write("a", accepted("a"), parked());
  expect(hanging.posts).toHaveLength(1);
  await first.end("signal");
  const { http, posts } = createService();
  const second = await start({ rig: first.rig, http });
  await second.end("idle");
  expect(posts.map(({ id }) => id)).toEqual([hanging.posts[0]!.id]);
  const third = await start({ rig: first.rig, http });
  await third.end("idle");
  expect(posts).toHaveLength(1);
});

test("a channel that fails is tried again ever more seldom, holds up no other, and is told once", async () => {
  let isUp = false;
  const { http, posts } = createService(({ url }) => Promise.resolve(url.includes("BAD") && !isUp ? 503 : 200));
  const channels = [WEBHOOK, { channel: "webhook", name: "broken", url: { env: "BAD" } }];
  const { write, pass, end, events, rig } = await start({ http, channels });
  const tries = (): number => posts.filter(({ url }) => url.includes("BAD")).length;
  await write("a", accepted("a"), parked());
  expect(posts.map(({ url }) => new URL(url).hostname).toSorted()).toEqual(["bad.test", "hook.test"]);
  await pass(3 * HOUR);
  expect(tries()).toBeGreaterThan(4);
  expect(tries()).toBeLessThan(15);
  expect(readChannelStates(nodeFileSystem, rig.flag)["broken"]).toMatchObject({
    sentAt: null,
    failing: { reason: "bad.test answered 503" },
  });
  const told = events.filter(({ event }) => event === "notTold" || event === "told");
  expect(told.map((event) => JSON.stringify(event)).toSorted()).toEqual([
    expect.stringContaining('"notTold","channel":"broken","reason":"bad.test answered 503"'),
    '{"event":"told","channel":"webhook"}',
  ]);
  isUp = true;
  await pass(HOUR);
  expect(readChannelStates(nodeFileSystem, rig.flag)["broken"]?.failing).toBeNull();
  expect(new Set(posts.filter(({ url }) => url.includes("BAD")).map(({ id }) => id)).size).toBe(1);
  await end("idle");
});

test("a message that no channel takes for a day is given up", async () => {
  const { http, posts } = createService(() => Promise.resolve(404));
  const { write, pass, end, rig } = await start({ http });
  await write("a", accepted("a"), SUBMITTED, parked());
  await write("a", REDRIVEN);
  // That it is safe after all is given up too.
  await pass(52 * HOUR);
  const tries = posts.length;
  await pass(5 * HOUR);
  expect(posts).toHaveLength(tries);
  expect(readFileSync(jobJournalPath(rig.flag, "a.yml"), "utf8")).toContain('"failed":"hook.test answered 404"');
  await end("idle");
});

test("a daemon that ends waits ten seconds at most for a channel that hangs", async () => {
  const { http, posts } = createService(
    (_post, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("gone")));
      }),
  );
  const { write, end } = await start({ http });
  await write("a", accepted("a"), parked());
  await end("idle");
  expect(posts).toHaveLength(1);
});

test("a session that is not safe by the hour is late; one that is told parked, or is safe, is not", async () => {
  const { http, posts } = createService();
  const { write, pass, end } = await start({ http, safeBy: "08:00", now: "2026-07-14T16:00:00Z" });
  await write("a", accepted("a"));
  await write("b", accepted("b"), SUBMITTED);
  await write("evening", accepted("evening"), { type: "scheduled", until: "2026-07-15T09:00:00Z" });
  await pass(15 * HOUR);
  expect(posts).toEqual([]);
  await pass(2 * HOUR);
  expect(posts.map(({ about, title }) => [about, title])).toEqual([["late", "rig-7: a is late"]]);
  await write("a", SUBMITTED);
  await pass(20 * MINUTE);
  expect(posts.at(-1)).toMatchObject({ about: "recovered" });
  await pass(23 * HOUR);
  expect(posts.at(-1)).toMatchObject({ about: "late", title: "rig-7: evening is late" });
  await end("idle");
});

test("only what a channel asks for comes by it; what was safe before it was there is no news", async () => {
  const { http, posts } = createService();
  const rig = createRig();
  const before = await start({ rig, http, channels: [{ ...WEBHOOK, when: ["late"] }] });
  await before.write("old", accepted("old"), SUBMITTED);
  await before.write("stuck", accepted("stuck"), parked());
  await before.end("idle");
  expect(posts).toEqual([]);
  const channels = [{ ...WEBHOOK, name: "quiet", when: ["safe"] }];
  const { write, pass, end } = await start({ rig, http, channels, now: "2026-07-14T18:00:00Z" });
  await write("new", accepted("new"), SUBMITTED);
  await pass(HOUR);
  expect(posts.map(({ title }) => title)).toEqual(["rig-7: new is safe"]);
  await end("idle");
});

test("the dead-man's switch hears the beginning and the end of each hand-off, of trouble, and daily", async () => {
  const { http, posts } = createService();
  const { write, pass, end } = await start({ http, channels: [], ping: true });
  const pings = (): string[] => posts.splice(0).map(({ url, text }) => `${new URL(url).pathname} ${text}`);
  expect(pings()).toEqual(["/x nothing needs anybody"]);
  await write("a", accepted("a"), PLANNED);
  await write("a", SUBMITTED);
  await write("a", { type: "archived", to: "/complete/a.yml" });
  const rids = posts.map(({ url }) => new URL(url).searchParams.get("rid"));
  expect(new Set(rids).size).toBe(1);
  expect(pings()).toEqual(["/x/start a.yml: 3 files to hand off", "/x a is handed off"]);
  await write("b", accepted("b"), parked());
  expect(pings()).toEqual(["/x/fail b needs you: other data are there"]);
  // A success would hide the other.
  await write("c", accepted("c"), SUBMITTED);
  expect(pings()).toEqual(["/x/fail c is handed off; still:\nb needs you: other data are there"]);
  await pass(25 * HOUR);
  expect(pings()).toEqual(["/x/fail b needs you: other data are there"]);
  await write("b", REDRIVEN, SUBMITTED);
  expect(pings()).toEqual(["/x b is handed off"]);
  await end("idle");
});
