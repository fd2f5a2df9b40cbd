import { LauncherConfigSchema, type LauncherConfig } from "../config/launcher-config.js";
import { resolveFrom } from "../config/resolve-from.js";
import type { Services } from "../di/services.js";
import type { RiglineError } from "../errors/index.js";
import type { EventBus } from "../events/launcher-events.js";
import type { Finding } from "../lifecycle/lifecycle-hooks.js";
import type { SessionReport } from "../report/session-report.js";
import { checkRig } from "./built-in-preflight.js";
import { conductSession, type Ending } from "./conduct-session.js";
import { defineExperiment } from "./experiment-runner.js";
import { finishSession, recordHandOff } from "./finish-session.js";
import { guardRunners } from "./guard-runners.js";
import { describeLauncher, type LauncherListing } from "./launcher-listing.js";
import type { LauncherParts } from "./launcher-parts.js";
import { buildReport } from "./launcher-report.js";
import { openSession, reopenSession, type OpenSession } from "./open-session.js";
import { createStateMachine, type StateMachine } from "./state-machine.js";

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
  #findings: readonly Finding[] = [];
  #conducted: Conducted | undefined;

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

  /** The hooks configResolved and ready: plugins open what they need and add their runners. */
  async start(): Promise<void> {
    const { hooks, host, runners, resolved, processes, events, log, guard } = this.#parts;
    log.info(
      `rigline on rig ${this.#parts.rigName}, ${host.plugins.length} plugins, config ${resolved.file ?? "from flags and environment"}`,
    );
    this.#config = await hooks.run("configResolved", this.#config, {
      check: (answer) => void LauncherConfigSchema.parse(answer),
    });
    const experiment = defineExperiment({ resolved: { ...resolved, values: this.#config }, processes, events });
    if (experiment !== undefined) runners.runnersFor("core").add(experiment);
    await host.start({
      config: this.#config,
      runnersFor: (plugin) => guardRunners(runners.runnersFor(plugin), plugin, guard),
    });
    runners.freeze();
    this.#machine.move("ready");
  }

  /** What the launcher and the plugins find wrong or right before a session. Never throws for a finding. */
  async preflight(): Promise<readonly Finding[]> {
    const { hooks, resolved, clock } = this.#parts;
    this.#machine.move("preflight");
    const own = checkRig({ ...resolved, values: this.#config }, clock);
    const { answers, errors } = await hooks.run("preflight", { config: this.#config });
    const found = answers.flatMap(({ answer }) => answer);
    this.#findings = [...own, ...found, ...errors.map(toFinding)];
    return this.#findings;
  }

  /** Asks what is missing, opens the session and takes it to the end of its last runner. */
  async runSession(signals: SessionSignals = neverAborted()): Promise<void> {
    await this.#conduct(await openSession(this.#parts, this.#config, () => this.#machine.move("opening")), signals);
  }

  /** Goes on with a session whose launcher died or whose post-session runners failed. `directory`: absolute. */
  async resumeSession(directory: string, signals: SessionSignals = neverAborted()): Promise<void> {
    await this.#conduct(await reopenSession(this.#parts, directory, () => this.#machine.move("opening")), signals);
  }

  /** What is loaded and in which order it runs; the runners are known after `start`. */
  describe(): LauncherListing {
    return describeLauncher(this.#parts);
  }

  /** Remembers an error that nobody waited for: it goes into the log, the report and the exit code. */
  stray(error: RiglineError): void {
    this.#parts.log.error(error.message);
    this.#parts.problems.push(error.message);
  }

  /** Tears the plugins down, brings the session's journal and logs to their end, frees the lock. Once; never throws. */
  async close(): Promise<void> {
    if (this.#machine.state === "closing" || this.#machine.state === "closed") return;
    this.#machine.move("closing");
    const { host, problems, guard, log, logs, telemetry } = this.#parts;
    for (const error of await host.stop({ config: this.#config })) problems.push(error.message);
    for (const { plugin, what } of (await guard?.leftovers()) ?? []) log.warning(`plugin ${plugin} left ${what} open`);
    if (this.#conducted !== undefined) await finishSession(this.#parts, this.#conducted.open, this.report().exitCode);
    this.#machine.move("closed");
    await telemetry.shutdown();
    logs.close();
  }

  /** The closing report; complete after `close`. Throws when no session was run. */
  report(): SessionReport {
    if (this.#conducted === undefined) throw new Error("there is no report before a session has ended");
    const { runners, problems, logs } = this.#parts;
    const { open, ending, milliseconds } = this.#conducted;
    return buildReport({
      session: open.session,
      ending,
      runners: runners.reports,
      problems,
      findings: this.#findings,
      logs: logs.folder,
      milliseconds,
    });
  }

  async #conduct(open: OpenSession, signals: SessionSignals): Promise<void> {
    const { clock, hooks, runners, events, problems } = this.#parts;
    const startedAt = clock.monotonic();
    const ending = await conductSession(
      {
        hooks,
        runners,
        events,
        move: (to) => this.#machine.move(to),
        problem: (text) => problems.push(text),
      },
      { ...open, sessionSignal: signals.session, handOffSignal: signals.handOff },
    );
    await recordHandOff(this.#parts, open);
    this.#conducted = { open, ending, milliseconds: clock.monotonic() - startedAt };
  }
}

interface Conducted {
  readonly open: OpenSession;
  readonly ending: Ending;
  readonly milliseconds: number;
}

function toFinding(error: RiglineError): Finding {
  return { level: "error", subject: error.where.plugin ?? "preflight", message: error.message, todo: error.todo };
}

function neverAborted(): SessionSignals {
  return { session: new AbortController().signal, handOff: new AbortController().signal };
}
