import type { Session } from "./session.js";

/** The release of aind-behavior-services whose Session model this is. */
const MODEL_VERSION = "0.13.9";

/** The `Session` of aind-behavior-services 0.13 and later, as JSON. */
export interface AindSession {
  readonly aind_behavior_services_pkg_version: string;
  readonly version: string;
  readonly experiment: string | null;
  readonly experimenter: readonly string[];
  /** ISO 8601 with its offset. */
  readonly date: string;
  readonly session_name: string;
  readonly subject: string;
  readonly notes: string | null;
  readonly commit_hash: string | null;
  readonly allow_dirty_repo: boolean;
  readonly skip_hardware_validation: boolean;
}

export function toAindSession(session: Session): AindSession {
  return {
    aind_behavior_services_pkg_version: MODEL_VERSION,
    version: MODEL_VERSION,
    experiment: session.experiment === "" ? null : session.experiment,
    experimenter: session.experimenters,
    date: session.date,
    session_name: session.name,
    subject: session.subject,
    notes: session.notes === "" ? null : session.notes,
    commit_hash: null,
    allow_dirty_repo: false,
    skip_hardware_validation: false,
  };
}
