import type { RandomStreams } from "../random.js";
import type { Status } from "../checks/status.js";
import type { Report } from "../checks/violation.js";
import type { Actor } from "../world/actor.js";
import type { SimulatedTime } from "../world/clock.js";
import type { Hints } from "../world/hints.js";
import type { SimulatedLocks } from "../world/locks.js";
import type { SimulatedStore } from "../store/simulated-store.js";
import type { SimulatedService } from "../world/simulated-service.js";
import type { Volume } from "../world/volume.js";
import type { World } from "../world/world.js";
import type { Computer } from "./computer.js";
import type { LifePlan, PlannedHandOff } from "../plan/plan.js";
import type { SessionTruth } from "./session-truth.js";

/** What the processes and the people of one rig find there. */
export interface Rig {
  readonly plan: LifePlan;
  readonly streams: RandomStreams;
  readonly time: SimulatedTime;
  readonly world: World;
  /** The rig's own disk. */
  readonly disk: Volume;
  /** Of another computer; undefined: none. A store's, too. */
  readonly share: Volume | undefined;
  readonly store: SimulatedStore | undefined;
  readonly service: SimulatedService;
  readonly computers: readonly Computer[];
  readonly locks: SimulatedLocks;
  readonly hints: Hints;
  /** In the order in which they were begun. */
  readonly sessions: SessionTruth[];
  readonly status: Status;
  readonly processes: RunningProcesses;
  readonly owner: { readonly isHeard: boolean };
  readonly tell: (what: string) => void;
  readonly fail: Report;
  /** All processes of the rig die, and what was not flushed with them; or a server's power is cut. */
  cutPower(server?: Volume): void;
  /** Looks what a crash has left. */
  afterCrash(): void;
}

/** The rig's daemons and launchers. */
export interface RunningProcesses {
  readonly daemons: ReadonlySet<StoppableProcess & { readonly computer: Computer }>;
  readonly launchers: ReadonlySet<StoppableProcess>;
  startDaemon(computer: Computer): void;
  /** `directory`: of a session that is gone on with; a new one otherwise. */
  startLauncher(plan: PlannedHandOff, directory?: string): void;
  /** Those of one computer, or of all. */
  killDaemons(computer?: Computer): void;
}

export interface StoppableProcess {
  readonly actor: Actor;
  /** Ctrl+C. */
  stop(): void;
}

/** As the kernel lists them. */
export function mountsOf({ share }: Pick<Rig, "share">): readonly string[] {
  return share === undefined || share.state.kind === "gone" ? ["/"] : ["/", "/share"];
}
