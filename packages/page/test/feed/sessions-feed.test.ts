import { createFakeClock } from "@rigline/foundation/testing";
import { expect, test } from "vitest";
import type { CommandEnd, CommandListener } from "../../src/acts/start-command.js";
import { SessionsFeed } from "../../src/feed/sessions-feed.js";

interface Started {
  readonly command: readonly string[];
  readonly listener: CommandListener;
  readonly end: (end: Partial<CommandEnd>) => void;
}

function startFeed() {
  const clock = createFakeClock();
  const started: Started[] = [];
  const start = (command: readonly string[], listener: CommandListener = {}): Promise<CommandEnd> =>
    new Promise((resolve) => {
      const end = (given: Partial<CommandEnd>): void => resolve({ exitCode: 0, output: "", errors: "", ...given });
      listener.signal?.addEventListener("abort", () => end({}));
      started.push({ command, listener, end });
    });
  const feed = new SessionsFeed({ clock, start }, ["rigline.js", "status"]);
  const control = new AbortController();
  const running = feed.run(control.signal);
  const say = (line: object | string): void =>
    started.at(-1)?.listener.onLine?.(typeof line === "string" ? line : JSON.stringify(line));
  return { clock, feed, started, say, stop: () => (control.abort(), running) };
}

const line = {
  at: "2026-07-14T16:05:00.000Z",
  name: "614173_a",
  subject: "614173",
  date: null,
  directory: "/data/614173/614173_a",
  status: { word: "queued", detail: "", todo: null, copy: null, isOver: false },
};

test("sessions are as they were told last, and known from the first whole look on", async () => {
  const { feed, say, stop } = startFeed();
  say(line);
  expect(feed.known.lookedAt).toBeUndefined();
  say({ at: line.at, sessions: 1 });
  expect(feed.known.lookedAt).toBe(0);
  say({ ...line, status: { ...line.status, word: "copying" } });
  expect([...feed.known.sessions.values()].map(({ status }) => status.word)).toEqual(["copying"]);
  say({ at: line.at, gone: line.directory });
  expect(feed.known.sessions.size).toBe(0);
  await stop();
});

test("a line that is no JSON, or tells of nothing that is known, is passed over", async () => {
  const { feed, say, stop } = startFeed();
  say("{");
  say({ anything: true });
  say({ ...line, status: { ...line.status, word: "a word of tomorrow" } });
  expect(feed.known.sessions.size).toBe(0);
  await stop();
});

test("a look that ends is told with its reason and begun anew, ever more seldom", async () => {
  const { clock, feed, started, say, stop } = startFeed();
  say(line);
  started[0]?.end({ exitCode: 3, errors: "warning: x\nerror CONFIG_INVALID: no such key\n  do: …\n" });
  await clock.advance(0);
  expect(feed.known.trouble).toContain("error CONFIG_INVALID: no such key");
  // What was known stays in sight, and is said to be old.
  expect(feed.known.sessions.size).toBe(1);
  await clock.advance(1000);
  expect(started.length).toBe(2);
  started[1]?.end({ exitCode: 3 });
  await clock.advance(1000);
  expect(started.length).toBe(2);
  await clock.advance(1000);
  expect(started.length).toBe(3);
  say({ at: line.at, sessions: 1 });
  expect(feed.known.trouble).toBeUndefined();
  await stop();
});
