import type { Clock } from "@rigline/foundation/platform";
import { describeStatus, type SessionStatus } from "@rigline/foundation/status";
import { toStatusRow, type SessionStatusRow } from "../report/render-status.js";
import type { ListedSession } from "../report/render-sessions.js";

export interface Look {
  readonly sessions: readonly ListedSession[];
  /** With those that are not shown. */
  readonly total: number;
}

interface Watched {
  readonly clock: Pick<Clock, "now" | "monotonic" | "sleep">;
  /** Ends the watching, which is no failure. */
  readonly signal: AbortSignal;
  /** Goes on when all of them are at their end. With `json` each look is told too, so that a reader knows that it is alive. */
  readonly forever: boolean;
  /** `known`: what is known of a session by its folder, where that need not be looked at again unless its journal has changed. */
  readonly look: (known: (directory: string) => ListedSession | undefined) => Promise<Look>;
}

/** At a terminal one block that is rewritten; elsewhere a line for each change. */
export type StatusWatch = Watched &
  (
    | { readonly tell: "json" | "lines"; readonly out: (text: string) => void }
    | {
        readonly tell: "block";
        readonly show: (text: string) => void;
        readonly render: (rows: readonly SessionStatusRow[], total: number) => string;
      }
  );

const EVERY_MS = 1000;
/** So often, where it goes on forever, one of those that are over for good is looked at again: its files may have changed meanwhile. */
const TURN_MS = 10_000;

/** Tells where sessions stand whenever that changes, until all of them are at their end. */
export async function watchStatus(watch: StatusWatch): Promise<void> {
  const { clock, signal, look, forever } = watch;
  const known = new Map<string, ListedSession>();
  const told = new Map<string, string>();
  let turned = clock.monotonic();
  while (!signal.aborted) {
    if (forever && clock.monotonic() - turned >= TURN_MS) {
      turned = clock.monotonic();
      forgetOldest(known);
    }
    const { sessions, total } = await look((directory) => known.get(directory));
    for (const session of sessions) {
      if (!isSettled(session.status)) known.delete(session.directory);
      // In the order in which they were looked at.
      else if (known.get(session.directory) !== session) {
        known.delete(session.directory);
        known.set(session.directory, session);
      }
    }
    if (watch.tell === "block") watch.show(watch.render(sessions.map(toStatusRow), total));
    else
      for (const session of sessions) {
        const now = JSON.stringify(session.status, withoutTimes);
        if (told.get(session.directory) === now) continue;
        told.set(session.directory, now);
        watch.out(`${watch.tell === "json" ? asJson(session, clock.now()) : asLine(session, clock.now())}\n`);
      }
    if (watch.tell === "json" && forever) tellLook(watch.out, { sessions, told, at: clock.now().toISOString() });
    if (!forever && sessions.every(({ status }) => status.isOver)) return;
    await clock.sleep(EVERY_MS, signal).catch(() => undefined);
  }
}

/** That it was looked at again is no change. */
function withoutTimes(key: string, value: unknown): unknown {
  return key === "at" ? undefined : value;
}

function forgetOldest(known: Map<string, ListedSession>): void {
  const [oldest] = known.keys();
  if (oldest !== undefined) known.delete(oldest);
}

function tellLook(
  out: (text: string) => void,
  {
    sessions,
    told,
    at,
  }: { readonly sessions: Look["sessions"]; readonly told: Map<string, string>; readonly at: string },
): void {
  const there = new Set(sessions.map(({ directory }) => directory));
  for (const directory of told.keys()) {
    if (there.has(directory)) continue;
    told.delete(directory);
    out(`${JSON.stringify({ at, gone: directory })}\n`);
  }
  out(`${JSON.stringify({ at, sessions: sessions.length })}\n`);
}

/** To look through a source again each second would be work for nothing; what waits for a person may be mended meanwhile. */
function isSettled({ word, isOver }: SessionStatus): boolean {
  return (
    isOver && ["at its destination", "submitted", "processed", "safe to delete", "nothing to hand off"].includes(word)
  );
}

function asJson(session: ListedSession, now: Date): string {
  return JSON.stringify({ at: now.toISOString(), ...toStatusRow(session) });
}

function asLine({ name, status }: ListedSession, now: Date): string {
  const todo = status.todo === null ? "" : `. Do: ${status.todo}`;
  return `${now.toTimeString().slice(0, 8)} ${name} ${describeStatus(status)}${todo}`;
}
