import { messageOf } from "@rigline/foundation/errors";
import type { Clock } from "@rigline/foundation/platform";
import type { PageStore } from "../feed/page-store.js";
import type { SourcedRow } from "../feed/make-rows.js";
import type { ActReport } from "../wire/page-state.js";
import type { ActRequest } from "./act-request.js";
import { commandOfAct, commandOfCleaning, type ActScripts } from "./command-of-act.js";
import { describeOutcome, type Outcome } from "./describe-outcome.js";
import type { StartCommand } from "./start-command.js";

export interface ActParts {
  readonly clock: Clock;
  readonly start: StartCommand;
  readonly store: PageStore;
  readonly scripts: () => ActScripts;
  /** `user@host`, in whose name the commands are run. */
  readonly by: string;
  /** Keeps who asked for what, and what came of it. */
  readonly keepRecord: (record: ActReport) => void;
}

/** Does what is asked on the page by the commands that a person would type, one after the other; reading copies again beside them. */
export class ActRunner {
  readonly #parts: ActParts;
  readonly #running = new Map<number, AbortController>();
  readonly #lines = { changing: Promise.resolve(), reading: Promise.resolve() };
  #last = 0;

  constructor(parts: ActParts) {
    this.#parts = parts;
  }

  /** Begins it, and returns at once; what comes of it is told by the store. `targets`: none for what is of all. */
  begin(request: ActRequest, targets: readonly SourcedRow[]): ActReport {
    const { clock, store, by } = this.#parts;
    const id = (this.#last += 1);
    const names = targets.map(({ row }) => row.name);
    const report: ActReport = {
      id,
      act: request.act,
      names,
      by,
      at: clock.now().toISOString(),
      state: "running",
      text: "",
    };
    const control = new AbortController();
    this.#running.set(id, control);
    store.report(report);
    this.#parts.keepRecord(report);
    const line = request.act === "verify" ? "reading" : "changing";
    this.#lines[line] = this.#lines[line].then(() => this.#do(request, targets, { report, signal: control.signal }));
    return report;
  }

  /** Ends one that still runs; false: none does. What has been done of it stays done. */
  end(id: number): boolean {
    const control = this.#running.get(id);
    control?.abort();
    return control !== undefined;
  }

  endAll(): void {
    for (const id of this.#running.keys()) this.end(id);
  }

  async #do(
    request: ActRequest,
    targets: readonly SourcedRow[],
    { report, signal }: { readonly report: ActReport; readonly signal: AbortSignal },
  ): Promise<void> {
    const { store, keepRecord } = this.#parts;
    const outcomes: Outcome[] = [];
    for (const target of targets.length === 0 ? [undefined] : targets) {
      if (signal.aborted) break;
      const tell = (text: string): void => store.report({ ...report, text });
      outcomes.push(await this.#doOne(request, target, { signal, tell }));
    }
    const ended = { ...report, ...summarize(outcomes, signal.aborted) };
    this.#running.delete(report.id);
    store.report(ended);
    keepRecord(ended);
  }

  async #doOne(
    request: ActRequest,
    target: SourcedRow | undefined,
    { signal, tell }: { readonly signal: AbortSignal; readonly tell: (text: string) => void },
  ): Promise<Outcome> {
    const scripts = this.#parts.scripts();
    const { act } = request;
    const command =
      target !== undefined
        ? commandOfAct(scripts, request, target)
        : act === "plan" || act === "clean"
          ? commandOfCleaning(scripts, act)
          : undefined;
    if (command === undefined)
      return { isDone: false, text: "that can't be done from this page; see `rigline status`" };
    try {
      const onProgress = (text: string): void => {
        const line = text.split(/[\r\n]+/).findLast((one) => one.trim() !== "");
        if (line !== undefined && act === "verify") tell(line.trim());
      };
      return describeOutcome(act, await this.#parts.start(command, { signal, onProgress }));
    } catch (error) {
      return { isDone: false, text: messageOf(error) };
    }
  }
}

function summarize(outcomes: readonly Outcome[], isEnded: boolean): Pick<ActReport, "state" | "text"> {
  if (isEnded) return { state: "refused", text: "ended before it was done" };
  const refused = outcomes.filter(({ isDone }) => !isDone);
  const [first] = refused;
  if (first !== undefined) {
    const of = outcomes.length === 1 ? "" : `${refused.length} of ${outcomes.length}: `;
    return { state: "refused", text: `${of}${first.text}` };
  }
  const [only] = outcomes;
  return { state: "done", text: outcomes.length === 1 ? (only?.text ?? "done") : `done of all ${outcomes.length}` };
}
