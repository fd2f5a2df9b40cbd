import type { LauncherListing } from "./launcher-listing.js";

/** What is known of a session that would be opened now. */
export interface PlannedSession {
  /** Absolute. */
  readonly dataFolder: string;
  /** Null: it would be asked. So with the others. */
  readonly subject: string | null;
  readonly experimenters: readonly string[] | null;
  readonly notes: string | null;
}

/** What `rigline run --dry-run --json` prints. */
export interface SessionPlanListing extends LauncherListing {
  readonly session: PlannedSession;
}
