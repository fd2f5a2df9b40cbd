import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openJournal } from "@rigline/foundation/journal";
import { systemClock } from "@rigline/foundation/platform";
import type { CommandEnd } from "../../src/acts/start-command.js";
import type { KnownSession } from "../../src/feed/known-session.js";
import { known, knownSession } from "./many-sessions.js";
import { startTestPage, type TestPage } from "./start-page.js";
import { makeTemporaryFolder } from "./temporary-folder.js";
import {
  completeRecords,
  digestOf,
  makeQueue,
  parkedRecord,
  planned,
  verified,
  writeJob,
  type TestQueue,
} from "./write-job.js";

/** A rig with a session of each kind, whose sessions a test may change while somebody looks on. */
export interface BrowserRig {
  readonly page: TestPage;
  readonly queue: TestQueue;
  readonly sessions: readonly KnownSession[];
  /** What the launcher tells of from now on; the page looks at once. */
  tell(sessions: readonly KnownSession[]): Promise<void>;
  answer: (command: readonly string[]) => Partial<CommandEnd>;
  close(): Promise<void>;
}

export const NAMES = {
  recording: "614180_recording",
  copying: "614173_copying",
  stuck: "700001_stuck",
  waiting: "700002_waiting",
  safe: "614174_safe",
  declined: "614190_declined",
} as const;

export async function startBrowserRig(): Promise<BrowserRig> {
  const { folder, remove } = makeTemporaryFolder();
  const queue = makeQueue(folder);
  const copy = {
    percent: 34,
    files: 16,
    ofFiles: 48,
    bytes: 4.1e9,
    ofBytes: 12e9,
    bytesPerSecond: 85e6,
    secondsLeft: 93,
  };
  writeJobs(queue);
  const sessions = [
    knownSession(NAMES.recording, "running", { directory: writeRecording(folder) }),
    knownSession(NAMES.copying, "copying", { copy, detail: "verified 16 of 48 files" }),
    knownSession(NAMES.stuck, "stuck", {
      detail: "/central is there and is full",
      todo: "Make room at the destination; then `rigline-watchdog redrive`.",
      isOver: true,
    }),
    knownSession(NAMES.waiting, "waiting for its time", { detail: "it starts at 20:00" }),
    knownSession(NAMES.safe, "safe to delete", { detail: "verified", isOver: true }),
    knownSession(NAMES.declined, "declined", { detail: "declined by ann@rig-1", isOver: true }),
  ];
  const rig: { sessions: readonly KnownSession[]; answer: BrowserRig["answer"] } = { sessions, answer: () => ({}) };
  const page = await startTestPage(queue, {
    clock: systemClock,
    sessions: () => known(rig.sessions, systemClock.monotonic()),
    answer: (command) => rig.answer(command),
    rig: {
      name: "rig-1",
      script: "/rigline.js",
      options: [],
      folder,
      dataFolder: folder,
      tempFolder: join(folder, "logs"),
    },
  });
  const close = async (): Promise<void> => {
    await page.close();
    remove();
  };
  const tell = (told: readonly KnownSession[]): Promise<void> => {
    rig.sessions = told;
    return page.feed.look();
  };
  return Object.assign(rig, { page, queue, close, tell });
}

function writeJobs(queue: TestQueue): void {
  const files = Array.from({ length: 16 }, (_, index) =>
    verified(`camera_${index}.avi`, 250e6, `2026-07-14T16:00:${10 + index * 3}.000Z`),
  );
  writeJob(queue, { name: NAMES.copying, records: [planned(48, 12e9), ...files] });
  writeJob(queue, { name: NAMES.stuck, records: [parkedRecord("DESTINATION_FULL", "full", "Make room.")] });
  writeJob(queue, { name: NAMES.waiting });
  writeJob(queue, { name: NAMES.safe, records: completeRecords(NAMES.safe, 84e9), isQueued: false });
  const progress = join(queue.flagFolder, ".rigline", "progress");
  mkdirSync(progress);
  writeFileSync(
    join(progress, `manifest_${NAMES.copying}.yaml.json`),
    JSON.stringify({
      digest: digestOf(NAMES.copying),
      at: new Date().toISOString(),
      files: 16,
      ofFiles: 48,
      bytes: 4.1e9,
      ofBytes: 12e9,
      bytesPerSecond: 85e6,
    }),
  );
}

/** Of a session that runs: who, and what it says. */
function writeRecording(folder: string): string {
  const directory = join(folder, NAMES.recording);
  mkdirSync(join(directory, ".rigline"), { recursive: true });
  const opened = { experimenters: ["Ann Lee"], rigName: "rig-1", date: "2026-07-14T15:00:00.000Z" };
  writeFileSync(join(directory, ".rigline", "session.json"), JSON.stringify(opened));
  const journal = openJournal(join(directory, ".rigline", "journal.jsonl"));
  journal.append({ type: "resumed", pid: 4711 });
  journal.close();
  for (const [run, line] of [
    ["2026-07-13T150000Z-4711-aa", "of another run"],
    ["2026-07-14T150000Z-4711-bb", "trial 2 <b>hit</b>"],
    ["2026-07-15T150000Z-4712-cc", "of another process"],
  ] as const) {
    mkdirSync(join(folder, "logs", run), { recursive: true });
    writeFileSync(join(folder, "logs", run, "launcher.log"), `2026-07-14T150001Z - rigline.core - INFO - ${line}\n`);
  }
  return directory;
}
