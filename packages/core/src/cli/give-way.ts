import { describePid, type LockHolder } from "@rigline/foundation/lock";
import { CLOCK, LOCKS, MACHINE } from "../di/core-tokens.js";
import type { Launcher } from "../launcher/launcher.js";
import { refuseInterrupted } from "../launcher/open-session.js";
import { announceLeaving, hearOfNext, type RigInLine, waitForRig } from "../session/next-in-line.js";

type Rig = Pick<Launcher, "services" | "rigName">;

/**
 * Waits for a session that is about to leave this rig; `say` tells what for. Throws SESSION_RUNNING where another one waits already, and
 * LAUNCHER_INTERRUPTED.
 */
export async function waitForTurn(launcher: Rig, signal: AbortSignal, say: (text: string) => void): Promise<void> {
  await waitForRig(inLine(launcher), {
    signal,
    onWaiting: (holder) =>
      say(`for ${holder.what} (${describePid(holder)}), which is about to leave the rig; Ctrl+C ends the waiting`),
  });
  refuseInterrupted(signal);
}

export interface GivingWay {
  /** Aborts when the session was asked to end. */
  readonly ended: AbortSignal;
  /** Somebody waits for the rig; at most once. */
  readonly onNext: (next: LockHolder) => void;
}

/**
 * Once its session is over, or was asked to end, whoever wants this rig next may wait for it, and is told of. Returns what ends that; to be
 * called after the rig is free.
 */
export function giveWay(launcher: Rig & Pick<Launcher, "events">, { ended, onNext }: GivingWay): () => Promise<void> {
  const rig = inLine(launcher);
  const stop = new AbortController();
  let session: string | undefined;
  let leaving: ReturnType<typeof announceLeaving> | undefined;
  let hearing: Promise<void> | undefined;
  const hear = async (): Promise<void> => {
    const next = await hearOfNext(rig, stop.signal);
    if (next !== undefined) onNext(next);
  };
  const leave = (): void => {
    if (session === undefined || stop.signal.aborted) return;
    leaving ??= announceLeaving(rig, session);
    hearing ??= hear();
  };
  launcher.events.on("session.opened", (opened) => {
    session = opened.session.name;
    if (ended.aborted) leave();
  });
  launcher.events.on("state.changed", ({ to }) => void (to === "experimentEnded" && leave()));
  ended.addEventListener("abort", leave, { once: true });
  return async () => {
    stop.abort();
    ended.removeEventListener("abort", leave);
    await hearing;
    await (await leaving)?.release();
  };
}

function inLine({ services, rigName }: Rig): RigInLine {
  return {
    rigName,
    locks: services.resolve(LOCKS),
    clock: services.resolve(CLOCK),
    pid: services.resolve(MACHINE).pid,
  };
}
