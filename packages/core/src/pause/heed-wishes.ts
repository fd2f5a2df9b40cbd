import { dirname } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { makeFolderDurably, type Clock, type FileSystem } from "@rigline/foundation/platform";
import type { EventBus } from "../events/launcher-events.js";
import type { HookRegistry } from "../hooks/hook-registry.js";
import type { LifecycleHooks } from "../lifecycle/lifecycle-hooks.js";
import type { SessionRecord } from "../session/session-record.js";
import type { Session } from "../session/session.js";
import { takeWish } from "./pause-wish.js";

/** How often the launcher looks for a wish, and at the experiment's pause file. */
const LOOK_MS = 500;

export interface HeedParts {
  readonly clock: Pick<Clock, "sleep">;
  readonly fileSystem: FileSystem;
  readonly recorder: { record(entry: SessionRecord): void };
  readonly hooks: Pick<HookRegistry<LifecycleHooks>, "run">;
  readonly events: Pick<EventBus, "emit">;
  readonly problems: { add(thrown: unknown): void };
}

export interface PausableExperiment {
  readonly session: Session;
  /** While it is there, the experiment waits. Absolute. */
  readonly file: string;
  /** Aborts when the program has ended. */
  readonly ended: AbortSignal;
}

/**
 * Pauses an experiment by its pause file, and lets it go on, as people wish, until it has ended. Who makes or removes the file
 * himself, as the experiment's own window may, pauses it too: the file alone says how it stands. Each change is recorded, told,
 * and a hook. Never rejects; leaves no pause file behind.
 */
export async function heedWishes(parts: HeedParts, experiment: PausableExperiment): Promise<void> {
  const { clock, fileSystem, problems } = parts;
  const { session, file, ended } = experiment;
  let isPaused = false;
  const look = async (): Promise<void> => {
    const wish = takeWish(fileSystem, session.directory);
    const is = fileSystem.exists(file);
    if (wish?.wish === "pause" && !is) makePauseFile(fileSystem, file);
    if (wish?.wish === "continue" && is) fileSystem.removeFile(file);
    const isNow = fileSystem.exists(file);
    if (isNow === isPaused) return;
    isPaused = isNow;
    await tellChange(parts, session, { isPaused, by: wish?.by ?? "its pause file", reason: wish?.reason });
  };
  while (await isStillRunning(clock, ended)) await look().catch((error: unknown) => problems.add(error));
  if (fileSystem.exists(file)) {
    mark("pause: an experiment that ends while it is paused leaves no pause file");
    fileSystem.removeFile(file);
  }
}

async function isStillRunning(clock: Pick<Clock, "sleep">, ended: AbortSignal): Promise<boolean> {
  await clock.sleep(LOOK_MS, ended).catch(() => undefined);
  return !ended.aborted;
}

function makePauseFile(fileSystem: FileSystem, file: string): void {
  makeFolderDurably(fileSystem, dirname(file));
  fileSystem.writeNew(file, new Uint8Array());
}

async function tellChange(
  { recorder, events, hooks, problems }: HeedParts,
  session: Session,
  { isPaused, by, reason }: { readonly isPaused: boolean; readonly by: string; readonly reason: string | undefined },
): Promise<void> {
  const change = { by, ...(reason === undefined ? {} : { reason }) };
  recorder.record({ type: isPaused ? "paused" : "continued", ...change });
  events.emit(isPaused ? "experiment.paused" : "experiment.continued", { session, ...change });
  const hook = isPaused ? "experimentPaused" : "experimentContinued";
  for (const error of (await hooks.run(hook, { session, ...change })).errors) problems.add(error);
}
