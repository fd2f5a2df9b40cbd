import type { LogStore } from "../logs/log-store.js";
import type { EventBus, LauncherEventName } from "./launcher-events.js";
import { toEventLine } from "./event-line.js";

export interface EventLog {
  readonly path: string;
  /** The first failure to write, if there was one. */
  readonly failure: Error | undefined;
  flush(): void;
  /** Stops listening, flushes and closes. */
  close(): void;
}

/** The experiment's output stands in launcher.log, once: here it would be longer than all else together. */
const ELSEWHERE: LauncherEventName = "experiment.line";

/** What follows soon on these, and in a dying process at its end, is written with them: a write for each would be most of a hook's time. */
const TOLD_SOON: ReadonlySet<LauncherEventName> = new Set(["hook.started", "handler.settled", "hook.settled"]);

/**
 * Writes each event but the experiment's lines as a line `{ "at": …, "type": …, …event }` into `events.jsonl`, appended.
 * Throws LOG_FILE_NOT_WRITABLE when it can't be opened; a failure to write later never reaches the launcher.
 */
export function openEventLog(store: Pick<LogStore, "open" | "atExit">, path: string, events: EventBus): EventLog {
  const file = store.open(path);
  const stop = events.onAny((type, event, at) => {
    if (type === ELSEWHERE) return;
    const line = toEventLine(type, event, at);
    if (TOLD_SOON.has(type)) file.appendSoon(line);
    else file.append(line);
  });
  const takeBack = store.atExit(() => file.drain());
  return {
    path,
    get failure() {
      return file.failure;
    },
    flush: () => file.flush(),
    close: () => {
      stop();
      takeBack();
      file.close();
    },
  };
}
