import { parseJson } from "@rigline/foundation/documents";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import type { Clock } from "@rigline/foundation/platform";
import type { StartCommand } from "../acts/start-command.js";
import { GoneSchema, KnownSessionSchema, LookedSchema, type KnownSession } from "./known-session.js";

/** What the launcher's own `status` says of a rig's sessions, as it was said last. */
export interface KnownSessions {
  /** By their folders. */
  readonly sessions: ReadonlyMap<string, KnownSession>;
  /** When all of them were last looked at, by the monotonic clock; undefined: not yet. */
  readonly lookedAt: number | undefined;
  /** Why nothing is told any more, one sentence. */
  readonly trouble: string | undefined;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Reads the rig's sessions by `rigline status --watch --forever --json`, in a process of its own: a share that is away, or a plugin of the
 * rig, holds that up and not the page. Started again, ever more seldom, when it ends.
 */
export class SessionsFeed {
  readonly #parts: { readonly clock: Clock; readonly start: StartCommand };
  readonly #command: readonly string[];
  readonly #sessions = new Map<string, KnownSession>();
  #lookedAt: number | undefined;
  #trouble: string | undefined;

  /** `command`: the script and its arguments. */
  constructor(parts: { readonly clock: Clock; readonly start: StartCommand }, command: readonly string[]) {
    this.#parts = parts;
    this.#command = command;
  }

  get known(): KnownSessions {
    return { sessions: this.#sessions, lookedAt: this.#lookedAt, trouble: this.#trouble };
  }

  /** Until the signal; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, start } = this.#parts;
    for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      const looked = this.#lookedAt;
      const ended = await start(this.#command, { signal, onLine: (line) => this.#hear(line) }).catch(
        (error: unknown) => ({
          exitCode: 1,
          output: "",
          errors: messageOf(error),
        }),
      );
      if (signal.aborted) return;
      mark("page: a look at the sessions that has ended is begun anew");
      this.#trouble = `the rig's sessions can't be looked at: ${lastLine(ended.errors) ?? `\`rigline status\` ended with exit code ${ended.exitCode}`}`;
      if (this.#lookedAt !== looked) wait = FIRST_WAIT_MS;
      await clock.sleep(wait, signal).catch(() => undefined);
    }
  }

  #hear(line: string): void {
    const told = parseJson(line);
    if (told === undefined) return mark("page: a line that is no JSON tells of no session");
    const session = KnownSessionSchema.safeParse(told);
    if (session.success) return void this.#sessions.set(session.data.directory, session.data);
    const gone = GoneSchema.safeParse(told);
    if (gone.success) return void this.#sessions.delete(gone.data.gone);
    if (!LookedSchema.safeParse(told).success) return;
    this.#lookedAt = this.#parts.clock.monotonic();
    this.#trouble = undefined;
  }
}

function lastLine(text: string): string | undefined {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  // `error: …` is the first line that rigline prints of a failure.
  return lines.find((line) => line.startsWith("error")) ?? lines.at(-1);
}
