import type { Computer } from "./computer.js";
import { DaemonProcess } from "./daemon-process.js";
import { LauncherProcess } from "./launcher-process.js";
import type { Onlooker } from "./onlooker.js";
import type { PlannedHandOff } from "../plan/plan.js";
import type { Rig, RunningProcesses, StoppableProcess } from "./rig.js";

/** So long after a launcher has ended somebody goes on with what it left, or tries again where no session was opened. */
const RESUMED_AFTER_MS = 240_000;
const TRIED_AGAIN_AFTER_MS = 100_000;
/** So long after a daemon has ended whoever looks after the rig begins another one, at least and at most. */
const RESTARTED_AFTER_MS = [1_000, 21_000] as const;

/** The rig's daemons and launchers, and who begins them again. */
export class Processes implements RunningProcesses {
  readonly daemons = new Set<DaemonProcess>();
  readonly launchers = new Set<StoppableProcess>();
  readonly #rig: Rig;
  readonly #onlooker: Onlooker;
  #begun = 0;
  #resumed = 0;
  #isResumeDue = false;
  #isOver = false;

  constructor(rig: Rig, onlooker: Onlooker) {
    this.#rig = rig;
    this.#onlooker = onlooker;
  }

  startDaemon(computer: Computer): void {
    const { time, streams } = this.#rig;
    const daemon = new DaemonProcess(this.#rig, `daemon ${(this.#begun += 1)}`, computer);
    this.daemons.add(daemon);
    daemon.actor.onDeath(() => {
      this.daemons.delete(daemon);
      const [least, most] = RESTARTED_AFTER_MS;
      time.after(least + streams(`after ${daemon.actor.name}`).below(most - least), () => {
        if (!this.#runsDaemon(computer) && !this.#isOver) this.startDaemon(computer);
      });
    });
    daemon.start();
  }

  #runsDaemon(computer: Computer): boolean {
    return [...this.daemons].some((daemon) => daemon.computer === computer);
  }

  startLauncher(plan: PlannedHandOff, directory?: string): void {
    const { time, sessions } = this.#rig;
    const launcher = new LauncherProcess(this.#rig, `launcher ${(this.#begun += 1)}`, plan);
    this.launchers.add(launcher);
    launcher.actor.onDeath(() => {
      this.launchers.delete(launcher);
      const isRefused = directory === undefined && !sessions.some((one) => one.plan === plan);
      if (isRefused) time.after(TRIED_AGAIN_AFTER_MS, () => !this.#isOver && this.startLauncher(plan));
      else this.resumeLater();
    });
    launcher.start(directory);
  }

  resumeLater(): void {
    if (this.#isResumeDue) return;
    this.#isResumeDue = true;
    this.#rig.time.after(RESUMED_AFTER_MS, () => {
      this.#isResumeDue = false;
      this.#resume();
    });
  }

  killDaemons(computer?: Computer): void {
    for (const daemon of this.daemons) if (computer === undefined || daemon.computer === computer) daemon.actor.die();
  }

  killAll(): void {
    this.killDaemons();
    for (const launcher of this.launchers) launcher.actor.die();
  }

  /** Nothing is begun any more, and the daemons are told to end. */
  end(): void {
    this.#isOver = true;
    for (const daemon of this.daemons) daemon.stop();
  }

  /** With a session that is not at its end; of several with one after the other. */
  #resume(): void {
    if (this.#isOver || this.launchers.size > 0) return;
    const unfinished = this.#onlooker.unfinished();
    const next = unfinished[(this.#resumed += 1) % Math.max(1, unfinished.length)];
    const session = this.#rig.sessions.find(({ source }) => source === next?.directory);
    if (session !== undefined) this.startLauncher(session.plan, session.source);
  }
}
