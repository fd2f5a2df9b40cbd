import type { Published } from "../attempt/accept-published.js";
import type { FoundDestination } from "../attempt/require-destination.js";
import type { Attempt } from "../attempt/step.js";
import type { CopyPlan } from "../plan/copy-plan.js";

/**
 * What a job's data are brought to: a folder, which our own copier writes and reads back byte by byte, or a store that is no file system. An
 * attempt goes through these in order, and each finds by itself what an attempt before it has done.
 */
export interface DestinationPort {
  /** Looks at it before anything is planned; writes nothing there. Throws what keeps it from being used. */
  readonly look: (attempt: Attempt) => Promise<FoundDestination>;
  /** What an attempt that was killed between publishing and its record has published; undefined: nothing that is known to be whole. */
  readonly resume: (attempt: Attempt, found: FoundDestination) => Promise<Published | undefined>;
  /** Has it hold all of a plan, proven, under no name that anybody takes for published. */
  readonly put: (attempt: Attempt, plan: CopyPlan, found: FoundDestination) => Promise<void>;
  /** The same of what is not there yet, and publishes all of it; or what is published there already is just that. Never over anything. */
  readonly publish: (attempt: Attempt, plan: CopyPlan, found: FoundDestination) => Promise<Published>;
}
