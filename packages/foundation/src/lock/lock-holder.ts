import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { mark } from "../marks/index.js";
import { isProcessThere, systemClock, systemCodeOf, type Clock } from "../platform/index.js";
import type { LockEndpoint } from "./lock-endpoint.js";

/** Who holds a lock, as told by the holder itself. */
export interface LockHolder {
  /** Absent when it is not known: never a number that a signal could be sent to. */
  readonly pid?: number;
  /** What it does, for people: `session 614173_2026-07-14T090500-0700`. */
  readonly what: string;
  /** ISO 8601 in UTC; empty when it is not known. */
  readonly since: string;
  /** False: it holds the lock but does not answer (stopped, or too busy); the rest is what it wrote down when it took it. */
  readonly answers?: boolean;
}

const ANSWER_MS = 1_000;
const LONGEST_ANSWER = 64 * 1024;
const UNKNOWN: LockHolder = { what: "a process that does not say who it is", since: "" };

/** Asks the endpoint who holds it; undefined when nobody does. */
export async function askHolder(
  endpoint: LockEndpoint,
  { timeoutMs = ANSWER_MS, clock = systemClock }: { readonly timeoutMs?: number; readonly clock?: Clock } = {},
): Promise<LockHolder | undefined> {
  let answer = await exchange(endpoint.address, timeoutMs, clock);
  // One that dies while it is asked hangs up; a second look finds nobody.
  if (answer === "hung up") answer = await exchange(endpoint.address, timeoutMs, clock);
  if (answer === "nobody") return undefined;
  const holder = parseHolder(answer);
  if (holder !== undefined) return holder;
  mark("lock: a holder that does not answer is told by what it wrote down");
  return { ...readSidecar(endpoint.sidecar), answers: false };
}

/** Best effort: the lock is the endpoint, this file only names its holder when that can't answer. */
export function writeSidecar(path: string, holder: LockHolder): void {
  const unfinished = `${path}.${process.pid}-${randomBytes(4).toString("hex")}`;
  try {
    writeFileSync(unfinished, JSON.stringify(holder), { flag: "wx" });
    renameSync(unfinished, path);
  } catch {
    mark("lock: a holder whose note can't be written does without");
    removeSidecar(unfinished);
  }
}

export function removeSidecar(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Another user's, or open elsewhere: it names a process that is gone, which the reader checks.
  }
}

/** What the listening side says; `nobody` when there is none; `hung up` when it ends without a word; empty when it says nothing in time. */
function exchange(address: string, timeoutMs: number, clock: Clock): Promise<string> {
  return new Promise((resolve) => {
    let heard = "";
    const socket = connect(address);
    const finish = (answer: string): void => {
      cancel();
      socket.destroy();
      resolve(answer);
    };
    const cancel = clock.after(timeoutMs, () => finish(""));
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => {
      heard += text;
      if (heard.includes("\n") || heard.length > LONGEST_ANSWER) finish(heard);
    });
    socket.on("end", () => finish(heard || "hung up"));
    socket.on("error", (error) => finish(isNobody(error) ? "nobody" : heard || "hung up"));
  });
}

/** Any other refusal (no right to ask, too many waiting) comes from something that is there. */
function isNobody(error: Error): boolean {
  return ["ENOENT", "ECONNREFUSED"].includes(systemCodeOf(error) ?? "");
}

function readSidecar(path: string): LockHolder {
  try {
    const holder = parseHolder(readFileSync(path, "utf8"));
    if (holder?.pid !== undefined && isProcessThere(holder.pid)) return holder;
    mark("lock: a note of a process that is gone, or of nobody, is not believed");
    return UNKNOWN;
  } catch {
    mark("lock: a holder without a note is still a holder");
    return UNKNOWN;
  }
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    const { pid, what, since } = JSON.parse(text) as Partial<Record<keyof LockHolder, unknown>>;
    if (typeof pid !== "number" || pid < 1 || typeof what !== "string" || typeof since !== "string") return undefined;
    return { pid, what, since };
  } catch {
    return undefined;
  }
}
