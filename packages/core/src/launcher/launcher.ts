import { existsSync } from "node:fs";
import type { KnownHandOff } from "../di/core-tokens.js";
import type { LauncherConfig } from "../config/launcher-config.js";
import { resolveFrom } from "../config/resolved-config.js";
import { knowSecretsIn } from "../config/tell/known-secrets.js";
import type { Services } from "../di/services.js";
import type { RiglineError } from "@rigline/foundation/errors";
import type { EventBus } from "../events/launcher-events.js";
import type { Finding, StartPurpose } from "../lifecycle/lifecycle-hooks.js";
import type { PlannedSession } from "../report/planned-session.js";
import type { Problem, SessionReport, ToldHandOff } from "../report/session-report.js";
import type { Session } from "../session/session.js";
import type { SessionSummary } from "../session/list-sessions.js";
import { askToFinish } from "./check-sessions.js";
import { adviseOnLiving, describeLiving, findLivingExperimentOf } from "./living-experiment.js";
import { conductSession } from "./conduct-session.js";
import { checkRecords, finishSession, recordHandOff } from "./finish-session.js";
import { keepProblemReport } from "./keep-problem-report.js";
import { launcherError } from "./launcher-errors.js";
import { describeLauncher } from "./describe-launcher.js";
import type { LauncherListing } from "../report/launcher-listing.js";
import type { LauncherParts } from "./launcher-parts.js";
import { buildReport } from "./launcher-report.js";
import { openSession, refuseBusyRig, reopenSession, type OpenSession } from "./open-session.js";
import type { Ending } from "./session-ending.js";
import { explainNoHandOff, readHandOff } from "./read-hand-off.js";
import { runPreflight } from "./run-preflight.js";
import { startPlugins } from "./start-plugins.js";
import { createStateMachine, type StateMachine } from "./state-machine.js";
import { stopPlugins } from "./stop-plugins.js";

/** How a running session is told to stop; signals that never abort when absent. */
export interface SessionSignals {
  /** Ends the experiment; what comes after it still runs. */
  readonly session: AbortSignal;
  /** Ends the post-session runners as well. */
  readonly handOff: AbortSignal;
}

/** One launcher, for one session: start, preflight, run or resume, close, report. */
export class Launcher {
  readonly #parts: LauncherParts;
  readonly #machine: StateMachine;
  #config: LauncherConfig;
  /** Undefined until it is started. */
  #purpose: StartPurpose | undefined;
  #findings: readonly Finding[] = [];
  #open: OpenSession | undefined;
  #conducted: Conducted | undefined;
  #problemReport: string | undefined;

  constructor(parts: LauncherParts) {
    this.#parts = parts;
    this.#machine = createStateMachine(parts.events);
    this.#config = parts.resolved.values;
  }

  get events(): EventBus {
    return this.#parts.events;
  }

  get services(): Services {
    return this.#parts.container.services;
  }

  /** Absolute. */
  get dataFolder(): string {
    return resolveFrom(this.#parts.resolved, this.#config.data_dir);
  }

  get rigName(): string {
    return this.#parts.rigName;
  }

  /** Failures outside the runners until now. */
  get problems(): readonly Problem[] {
    return this.#parts.problems.all;
  }

  /**
   * The hooks configResolved and ready: plugins open what they need for the purpose and add their runners. For a session it
   * throws SESSION_RUNNING and EXPERIMENT_RUNNING when the rig is in use.
   */
  async start(purpose: StartPurpose = "session", signal: AbortSignal = new AbortController().signal): Promise<void> {
    this.#purpose = purpose;
    // Before a plugin touches what is in use.
    if (purpose === "session") await refuseBusyRig(this.#parts);
    this.#config = await startPlugins(this.#parts, purpose, signal);
    // A plugin may have fetched a password.
    knowSecretsIn(this.#parts.redactor, this.#config);
    this.#machine.move("ready");
  }

  /** The folders of this rig's unfinished sessions that somebody wants finished first; asked before `start`. */
  askToFinish(): Promise<readonly string[]> {
    return askToFinish(this.#parts);
  }

  /** Whether the experiment of a session still runs, though its launcher is gone; one sentence. */
  async describeLiving(summary: SessionSummary): Promise<string | undefined> {
    const living = await findLivingExperimentOf(this.#parts, summary);
    return living && `${describeLiving(living)}. ${adviseOnLiving(living)}`;
  }

  /**
   * What the launcher and the plugins find wrong or right before a session. Throws for no finding, but when a plugin's
   * question has no answer or is cancelled.
   */
  async preflight(signal: AbortSignal = new AbortController().signal): Promise<readonly Finding[]> {
    this.#machine.move("preflight");
    this.#findings = await runPreflight(
      this.#parts,
      { config: this.#config, purpose: this.#purpose ?? "session" },
      signal,
    );
    return this.#findings;
  }

  /** Asks what is missing, opens the session and takes it to the end of its last runner. */
  async runSession(signals: SessionSignals = neverAborted()): Promise<void> {
    const opening = { config: this.#config, signal: signals.session, begin: () => this.#machine.move("opening") };
    await this.#conduct(await openSession(this.#parts, opening), signals);
  }

  /**
   * Goes on with a session whose launcher died or whose post-session runners failed. `directory`: absolute. With `damaged:
   * "skip"` also where its journal is damaged or lost: the experiment is never run then.
   */
  async resumeSession(
    directory: string,
    signals: SessionSignals = neverAborted(),
    { damaged = "refuse" }: { readonly damaged?: "refuse" | "skip" } = {},
  ): Promise<void> {
    const opening = (): void => this.#machine.move("opening");
    await this.#conduct(await reopenSession(this.#parts, { directory, damaged }, opening), signals);
  }

  /** What is loaded and in which order it runs; the runners are known after `start`. */
  describe(): LauncherListing {
    return describeLauncher(this.#parts);
  }

  /** What is known of the session that would be opened now. */
  plan(): PlannedSession {
    const { subject = null, experimenters = null, notes = null } = this.#config;
    return { dataFolder: this.dataFolder, subject, experimenters, notes };
  }

  /** Where a session's hand-off stands now; undefined when no plugin knows. Rejects with what the plugin throws. */
  readHandOff(session: Session): Promise<KnownHandOff | undefined> {
    return readHandOff(this.services, this.#parts.clock, session);
  }

  /** What is told of a session of which no plugin knows a hand-off. */
  explainNoHandOff(): KnownHandOff {
    return explainNoHandOff(this.services);
  }

  /** Remembers an error that nobody waited for: it goes into the log, the report and the exit code. */
  stray(error: RiglineError): void {
    this.#parts.problems.add(error);
  }

  /** For the log, and with --verbose for the screen. */
  note(message: string): void {
    this.#parts.log.info(message);
  }

  /** Tears the plugins down, brings the session's journal and logs to their end, frees the lock. Once; never throws. */
  async close(): Promise<void> {
    if (this.#machine.state === "closing" || this.#machine.state === "closed") return;
    this.#machine.move("closing");
    const { problems, log, logs, telemetry, answers } = this.#parts;
    if (this.#purpose === "session")
      for (const complaint of answers.complaints(this.#open === undefined || this.#open.restored !== undefined))
        log.warning(complaint);
    await stopPlugins(this.#parts, this.#config);
    if (this.#open !== undefined) checkRecords(this.#parts, this.#open);
    const report = this.#conducted && this.report();
    if (report !== undefined) this.#problemReport = keepProblemReport(this.#parts, report);
    if (this.#open !== undefined) await finishSession(this.#parts, this.#open, report?.exitCode);
    if (logs.failure !== undefined) problems.add(logs.failure);
    this.#machine.move("closed");
    await telemetry.shutdown();
    logs.close();
  }

  /** The closing report; complete after `close`. Throws LAUNCHER_NO_REPORT when no session was run. */
  report(): SessionReport {
    if (this.#open === undefined || this.#conducted === undefined) {
      const what = "there is no report before a session has ended";
      throw launcherError("LAUNCHER_NO_REPORT", { what, why: `the launcher is in the state "${this.#machine.state}"` });
    }
    const { runners, problems, logs } = this.#parts;
    const { ending, handOff, milliseconds } = this.#conducted;
    const report = buildReport({
      session: this.#open.session,
      ending,
      handOff,
      runners: runners.reports,
      problems: problems.all,
      findings: this.#findings,
      logs: logs.folder,
      problemReport: this.#problemReport,
      milliseconds,
    });
    return this.#parts.redactor.showTextsIn(report);
  }

  async #conduct(open: OpenSession, signals: SessionSignals): Promise<void> {
    const { clock, hooks, runners, events, problems, recorder } = this.#parts;
    this.#open = open;
    const startedAt = clock.monotonic();
    const ending = await conductSession(
      {
        hooks,
        runners,
        events,
        recorder,
        move: (to) => this.#machine.move(to),
        isThere: existsSync,
        problem: (thrown) => problems.add(thrown),
      },
      { ...open, sessionSignal: signals.session, handOffSignal: signals.handOff },
    );
    const handOff = await recordHandOff(this.#parts, open);
    this.#conducted = { ending, handOff, milliseconds: clock.monotonic() - startedAt };
  }
}

interface Conducted {
  readonly ending: Ending;
  readonly handOff: ToldHandOff;
  readonly milliseconds: number;
}

function neverAborted(): SessionSignals {
  return { session: new AbortController().signal, handOff: new AbortController().signal };
}
