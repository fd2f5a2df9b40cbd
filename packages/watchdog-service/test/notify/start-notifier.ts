import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { HttpAnswer, HttpClient } from "@rigline/foundation/http";
import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import { createFakeClock } from "@rigline/foundation/testing";
import { readTimeOfDay } from "@rigline/foundation/time";
import { jobJournalPath, parseWatchConfig, type JobRecord } from "@rigline/manifest";
import type { DaemonEvent } from "../../src/jobs/daemon-events.js";
import { hearJournals } from "../../src/jobs/heard-journals.js";
import { jobJournals } from "../../src/jobs/job-journal.js";
import { Notifier } from "../../src/notify/notifier.js";
import { createRig, partsFor, type Rig } from "../support/rig.js";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

interface Post {
  readonly url: string;
  readonly id: string;
  readonly about: string;
  readonly title: string;
  readonly text: string;
}

type Answer = (post: Post, signal: AbortSignal) => Promise<number>;

/** What is posted by it; `answer` says with which status, and when. */
export function createService(answer: Answer = () => Promise.resolve(200)) {
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
  readonly fileSystem?: FileSystem;
}

export const WEBHOOK = { channel: "webhook", url: { env: "HOOK" } };

/** A notifier beside a daemon that does nothing but what the test writes into journals. */
export async function startNotifier({
  rig = createRig(),
  http,
  channels = [WEBHOOK],
  safeBy,
  ping,
  now,
  fileSystem = nodeFileSystem,
}: Choices) {
  const clock = createFakeClock({ now: now ?? "2026-07-14T16:00:00Z", zone: "UTC" });
  const events: DaemonEvent[] = [];
  mkdirSync(join(rig.flag, ".rigline/jobs"), { recursive: true });
  const parts = partsFor(rig, {
    clock,
    http,
    fileSystem,
    openJournal: jobJournals(fileSystem, clock, "rig-7"),
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
  const openJournal = hearJournals(parts.openJournal, notifier.journals);
  let end = (_reason: "idle" | "signal"): void => {};
  const ended = new Promise<"idle" | "signal">((resolve) => (end = resolve));
  const running = notifier.during(async () => ({ reason: await ended }));
  const breathe = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn += 1) await setImmediate();
  };
  const writeTo = async (path: string, ...records: readonly JobRecord[]): Promise<void> => {
    const journal = openJournal(path);
    journal.append(...records);
    journal.close();
    await breathe();
  };
  const write = (name: string, ...records: readonly JobRecord[]): Promise<void> => {
    writeFileSync(join(rig.flag, `${name}.yml`), "");
    return writeTo(jobJournalPath(rig.flag, `${name}.yml`), ...records);
  };
  await breathe();
  return {
    rig,
    clock,
    events,
    notifier,
    write,
    writeTo,
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

export function accepted(name: string): JobRecord & { readonly type: "accepted" } {
  return {
    type: "accepted",
    manifest: `/flag/${name}.yml`,
    digest: `${name}0123456789abcdef0123456789abcdef`,
    name,
    destination: `/stage/${name}`,
  };
}

export const parked = (code = "TARGET_EXISTS"): JobRecord => ({
  type: "parked",
  code,
  reason: "other data are there",
  todo: "Look.",
});
export const REDRIVEN: JobRecord = { type: "redriven" };
export const PLANNED: JobRecord = { type: "planned", digest: accepted("a").digest, files: 3, bytes: 9 };
/** Without a digest: of whichever job it is. */
export const PUBLISHED: JobRecord = {
  type: "published",
  destination: "/stage",
  files: 3,
  bytes: 9,
  algorithm: "sha256",
  milliseconds: 1,
};
export const SUBMITTED: JobRecord = { type: "submitted", endpoint: null, status: null, idempotencyKey: "k" };
