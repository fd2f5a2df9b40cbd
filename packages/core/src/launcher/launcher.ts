import type { KnownHandOff } from "../di/core-tokens.js";
import { resolveFrom } from "../config/resolved-config.js";
import type { Services } from "../di/providers.js";
import { RiglineError } from "@rigline/foundation/errors";
import type { EventBus } from "../events/launcher-events.js";
import type { Finding, StartPurpose } from "../lifecycle/lifecycle-hooks.js";
import type { PlannedSession, LauncherListing } from "../report/launcher-listing.js";
import type { OpenedSessionReport, SessionProblem, SessionReport } from "../report/session-report.js";
import type { Session } from "../session/session.js";
import type { SessionSummary } from "../session/list-sessions.js";
import { askToFinish } from "./check-sessions.js";
import { adviseOnLiving, describeLiving, findLivingExperimentOf } from "./living-experiment.js";
import { conductSession } from "./conduct-session.js";
import { checkRecords, finishSession, recordHandOff } from "./finish-session.js";
import { keepProblemReport } from "./keep-problem-report.js";
import { launcherError } from "./launcher-errors.js";
import { describeHeld, type HeldPlugin } from "./held.js";
import { describeLauncher, describePlanned } from "./describe-launcher.js";
import type { LauncherParts } from "./launcher-parts.js";
import { buildRefusal, buildReport, type Conducted } from "./launcher-report.js";
import { openSession, refuseBusyRig, reopenSession, type OpenSession } from "./open-session.js";
import { explainNoHandOff, readHandOff } from "./read-hand-off.js";
import { neverAborted, type RunOptions, type SessionSignals } from "./run-options.js";
import { refuseErrors, runPreflight } from "./run-preflight.js";
import { startPlugins, stopPlugins } from "./plugin-phase.js";
import { keepStray } from "./problems.js";
import { createStateMachine, refuseUse, type StateMachine } from "./state-machine.js";

/** One launcher, for one session: `run` does all of it, the other methods its parts. */
export class Launcher implements AsyncDisposable {
  readonly #parts: LauncherParts;
  readonly #machine: StateMachine;
  /** Undefined until it is started. */
  #purpose: StartPurpose | undefined;
  #findings: readonly Finding[] = [];
  #open: OpenSession | undefined;
  #conducted: Conducted | undefined;
  #problemReport: string | undefined;
  #running: Promise<SessionReport> | undefined;

  constructor(parts: LauncherParts) {
    this.#parts = parts;
    this.#machine = createStateMachine(parts.events);
  }

  get events(): EventBus {
    return this.#parts.events;
  }

  get services(): Services {
    return this.#parts.container.services;
  }

  /** Absolute. */
  get dataFolder(): string {
    return resolveFrom(this.#parts.resolved, this.#parts.resolved.values.data_dir);
  }

  get rigName(): string {
    return this.#parts.rigName;
  }

  /** Failures outside the runners until now. */
  get problems(): readonly SessionProblem[] {
    return this.#parts.problems.all;
  }

  /**
   * The hooks configResolved and ready: plugins open what they need for the purpose and add their runners. For a session it
   * throws SESSION_RUNNING and EXPERIMENT_RUNNING when the rig is in use, and asks which experiment where the config has several,
   * but for one that `resumes` a session that exists: its folder, asked for as soon as plugins have resolved the config.
   */
  async start(
    purpose: StartPurpose = "session",
    signal: AbortSignal = new AbortController().signal,
    { resumes }: { readonly resumes?: (() => string | undefined) | undefined } = {},
  ): Promise<void> {
    this.#purpose = purpose;
    // Before a plugin touches what is in use.
    if (purpose === "session") await refuseBusyRig(this.#parts);
    await startPlugins(this.#parts, { purpose, signal, resumes });
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

  /** What is found wrong or right before a session. Throws where a plugin's question has no answer or is cancelled. */
  async preflight(signal: AbortSignal = new AbortController().signal): Promise<readonly Finding[]> {
    this.#machine.move("preflight");
    this.#findings = await runPreflight(this.#parts, this.#purpose ?? "session", signal);
    return this.#findings;
  }

  /**
   * All of it: starts what has not been started, runs the preflight and a session, or resumes one, closes and reports. What a
   * plugin, the rig or a person did wrong is in the report, with its exit code. Throws LAUNCHER_ILLEGAL_MOVE when the launcher
   * has run a session, runs one, or was started to look.
   */
  async run(options: RunOptions = {}): Promise<SessionReport> {
    refuseUse(this.#machine, this.#purpose, this.#running !== undefined);
    return (this.#running = this.#runAll(options));
  }

  async #runAll({ signals = neverAborted(), resume, onFindings }: RunOptions): Promise<SessionReport> {
    const startedAt = this.#parts.clock.monotonic();
    let refusal: unknown;
    try {
      if (this.#machine.state === "created")
        await this.start("session", signals.session, resume && { resumes: () => resume.directory });
      if (resume !== undefined) await this.resumeSession(resume.directory, signals, resume);
      else {
        if (this.#machine.state === "ready") await this.preflight(signals.session);
        onFindings?.(this.#findings);
        await this.runSession(signals);
      }
    } catch (error) {
      refusal = error;
    }
    await this.close();
    if (this.#conducted !== undefined) return this.report();
    if (!(refusal instanceof RiglineError)) throw refusal;
    const milliseconds = this.#parts.clock.monotonic() - startedAt;
    return buildRefusal(this.#parts, refusal, { findings: this.#findings, milliseconds });
  }

  /**
   * Asks what is missing, opens the session and takes it to the end of its last runner. The preflight is run where it has not
   * been; a rig on which it finds an error is refused with PREFLIGHT_FAILED.
   */
  async runSession(signals: SessionSignals = neverAborted()): Promise<void> {
    refuseUse(this.#machine, this.#purpose);
    if (this.#machine.state !== "preflight") await this.preflight(signals.session);
    refuseErrors(this.#findings);
    const opening = { signal: signals.session, begin: () => this.#machine.move("opening"), findings: this.#findings };
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
    refuseUse(this.#machine, this.#purpose);
    const opening = (): void => this.#machine.move("opening");
    await this.#conduct(await reopenSession(this.#parts, { directory, damaged }, opening), signals);
  }

  /** What is loaded and in which order it runs; the runners are known after `start`. */
  describe(): LauncherListing {
    return describeLauncher(this.#parts);
  }

  /** What each plugin holds open now, as a tree; timers, servers and child processes only where the launcher owns the process. */
  held(): Promise<readonly HeldPlugin[]> {
    return describeHeld(this.#parts);
  }

  /** What is known of the session that would be opened now. */
  plan(): PlannedSession {
    return describePlanned(this.#parts);
  }

  /** Where a session's hand-off stands now; undefined when no plugin knows. Rejects with what the plugin throws. */
  readHandOff(session: Session): Promise<KnownHandOff | undefined> {
    return readHandOff(this.services, this.#parts.clock, session);
  }

  /** What is told of a session of which no plugin knows a hand-off. */
  explainNoHandOff(): KnownHandOff {
    return explainNoHandOff(this.services, this.#parts.resolved);
  }

  /** Keeps an error that nobody waited for, for log, report and, unless its plugin is not required, the exit code. */
  stray(error: RiglineError): void {
    keepStray(this.#parts, error);
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
    await stopPlugins(this.#parts);
    if (this.#open !== undefined) checkRecords(this.#parts, this.#open);
    const report = this.#conducted && this.report();
    if (report !== undefined) this.#problemReport = keepProblemReport(this.#parts, report);
    if (this.#open !== undefined) await finishSession(this.#parts, this.#open, report?.exitCode);
    if (logs.failure !== undefined) problems.add(logs.failure);
    this.#machine.move("closed");
    await telemetry.shutdown();
    logs.close();
  }

  /** `await using launcher = await createLauncher(…)` closes it, and waits for a `run` that nobody awaited. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running?.catch(() => undefined);
    await this.close();
  }

  /** The closing report; complete after `close`. Throws LAUNCHER_NO_REPORT when no session was run. */
  report(): OpenedSessionReport {
    if (this.#open === undefined || this.#conducted === undefined) {
      const what = "there is no report before a session has ended";
      throw launcherError("LAUNCHER_NO_REPORT", { what, why: `the launcher is in the state "${this.#machine.state}"` });
    }
    return buildReport(this.#parts, {
      session: this.#open.session,
      ...this.#conducted,
      findings: this.#findings,
      problemReport: this.#problemReport,
    });
  }

  async #conduct(open: OpenSession, signals: SessionSignals): Promise<void> {
    const { session: sessionSignal, handOff: handOffSignal, nextWaiting } = signals;
    this.#open = open;
    const startedAt = this.#parts.clock.monotonic();
    const ending = await conductSession(
      {
        ...this.#parts,
        move: (to) => this.#machine.move(to),
        problem: (thrown) => this.#parts.problems.add(thrown),
      },
      { ...open, sessionSignal, handOffSignal, nextWaiting },
    );
    const handOff = await recordHandOff(this.#parts, open);
    this.#conducted = { ending, handOff, milliseconds: this.#parts.clock.monotonic() - startedAt };
  }
}
