// What a long journal costs to go on with, and what one line on the disk costs.
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { openJournal, readJournal, type JournalRecord } from "../../packages/foundation/dist/journal/index.js";
import { reopenSessionJournal } from "../../packages/core/dist/session/session-journal.js";
import { sessionJournalPath } from "../../packages/core/dist/session/session-places.js";
import { systemClock } from "../../packages/foundation/dist/platform/index.js";
import { interleave, repeated } from "./interleave.js";
import { compare, type Row } from "./row.js";
import { runProgram } from "./run-program.js";
import type { Contender } from "./sample.js";
import { makeSmallRig, rigline } from "./small-rig.js";
import type { SuiteOptions, SuiteResult } from "./suite.js";
import { nodeFileSystem } from "@rigline/foundation/platform";

const LINES = 100_000;
const PROMISED = { oursBelow: 2 };

export async function benchJournal({ folder }: SuiteOptions): Promise<SuiteResult> {
  return { rows: [...(await compareResuming(folder)), ...(await compareCommits(folder))] };
}

/** A session whose launcher died before it closed it, with a long journal or its own short one. */
async function compareResuming(folder: string): Promise<readonly Row[]> {
  const rig = makeSmallRig(folder);
  await runProgram(rigline(["run", "--no-input", "--subject", "614173"], rig), folder);
  const subject = join(rig, "data", "614173");
  const directory = join(subject, readdirSync(subject)[0] ?? "");
  const { records } = readJournal(sessionJournalPath(directory));
  const unclosed = records.filter(({ type }) => type !== "closed");
  const long = encodeJournal(join(folder, "long.jsonl"), [...unclosed, ...progressOf(LINES - unclosed.length)]);
  const short = encodeJournal(join(folder, "short.jsonl"), unclosed);
  const copy = join(folder, "copy");
  mkdirSync(dirname(sessionJournalPath(copy)), { recursive: true });

  const read = await interleave(
    [
      once(
        "reopenSessionJournal",
        () => writeFileSync(sessionJournalPath(copy), long),
        () => {
          const { journal, restored } = reopenSessionJournal(copy, {
            fileSystem: nodeFileSystem,
            pid: process.pid,
            clock: systemClock,
          });
          journal.close();
          if (journal.records.length !== LINES + 1 || restored.exitCode !== undefined)
            throw new Error("not all was read");
        },
      ),
      once(
        "read + JSON.parse",
        () => writeFileSync(sessionJournalPath(copy), long),
        () => {
          const lines = readFileSync(sessionJournalPath(copy), "utf8").trimEnd().split("\n");
          if (lines.map((line) => JSON.parse(line) as unknown).length !== LINES) throw new Error("not all was read");
        },
      ),
    ],
    7,
  );

  const resume = (name: string, journal: Buffer): Contender => ({
    name,
    turn: () => {
      writeFileSync(sessionJournalPath(directory), journal);
      return runProgram(rigline(["resume"], rig), folder);
    },
  });
  const whole = await interleave([resume("long", long), resume("the same, short journal", short)], 5);
  return [
    compare(read, {
      what: "journal of 100,000 lines: read, check, restore",
      ours: "reopenSessionJournal",
      peer: "read + JSON.parse",
      target: PROMISED,
    }),
    compare(whole, {
      what: "`rigline resume` with 100,000 lines",
      ours: "long",
      peer: "the same, short journal",
      target: PROMISED,
    }),
  ];
}

/** What twenty runners write that are run again and again: the richest records of a session. */
function progressOf(count: number): readonly JournalRecord[] {
  return Array.from({ length: count }, (_, number) => {
    const name = `runner-${Math.floor(number / 2) % 20}`;
    const runner = { name, phase: "preSession", plugin: "bench" };
    if (number % 2 === 0)
      return { type: "runnerStarted", runner: name, phase: runner.phase, plugin: "bench", attempt: 1 };
    const report = { ...runner, state: "done", attempts: 1, milliseconds: number };
    return {
      type: "runnerSettled",
      report,
      kept: true,
      result: { destination: "/data/614173/grüße", files: [number] },
    };
  });
}

function encodeJournal(path: string, records: readonly JournalRecord[]): Buffer {
  const journal = openJournal(path);
  journal.appendAll(records);
  journal.close();
  return readFileSync(path);
}

function once(name: string, prepare: () => void, work: () => void): Contender {
  return {
    name,
    turn: () => {
      prepare();
      const started = performance.now();
      work();
      return { seconds: (performance.now() - started) / 1000 };
    },
  };
}

async function compareCommits(folder: string): Promise<readonly Row[]> {
  const record = { type: "hookFinished", hook: "sessionStarted" };
  const hundred = Array.from({ length: 100 }, () => record);
  const journal = openJournal(join(folder, "commits.jsonl"));
  const [line = ""] = readFileSync(join(folder, "short.jsonl"), "utf8").split(/(?<=\n)/);
  const bare = openSync(join(folder, "bare.jsonl"), "a");
  const samples = await interleave(
    [
      repeated("append", 40, () => journal.append(record)),
      repeated("100 with one flush", 10, () => journal.appendAll(hundred)),
      repeated("write + fsync", 40, () => {
        writeSync(bare, line);
        fsyncSync(bare);
      }),
    ],
    25,
  );
  closeSync(bare);
  journal.close();
  const peer = "write + fsync";
  return [
    compare(samples, { what: "one record on the disk", ours: "append", peer }),
    compare(samples, { what: "100 records with one flush", ours: "100 with one flush", peer }),
  ];
}
