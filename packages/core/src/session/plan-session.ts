import { dirname, resolve } from "node:path";
import { formatIso, nameTime, wallTimeIn } from "@rigline/foundation/time";
import type { Clock } from "@rigline/foundation/platform";
import { requireSubject } from "./check-subject.js";
import type { Session } from "./session.js";

/** What a session is planned from. */
export interface SessionParts {
  readonly subject: string;
  readonly experimenters: readonly string[];
  /** Absolute, or relative to the working folder. */
  readonly dataDir: string;
  readonly rigName: string;
  readonly experiment?: string;
  readonly notes?: string;
  readonly simulated?: boolean | undefined;
  readonly clock: Pick<Clock, "now" | "zone">;
}

/** A session that begins now; nothing of it exists on the disk yet. Throws SESSION_SUBJECT_INVALID. */
export function planSession(parts: SessionParts): Session {
  requireSubject(parts.subject);
  const zone = parts.clock.zone();
  return placeSession(parts.clock.now(), resolve(parts.dataDir, parts.subject), {
    subject: parts.subject,
    experimenters: parts.experimenters,
    zone,
    rigName: parts.rigName,
    experiment: parts.experiment ?? "",
    notes: parts.notes ?? "",
    ...(parts.simulated === true ? { simulated: true } : {}),
  });
}

/** What a session would be called had it been of another subject. Throws SESSION_SUBJECT_INVALID. */
export function nameFor(session: Session, subject: string): string {
  requireSubject(subject);
  return placeSession(new Date(Date.parse(session.date)), dirname(session.directory), { ...session, subject }).name;
}

/** The same session, a second later: its name and folder follow its date. */
export function delaySession(session: Session, folder: string): Session {
  return placeSession(new Date(Date.parse(session.date) + 1000), folder, session);
}

function placeSession(at: Date, folder: string, parts: Omit<Session, "name" | "date" | "directory">): Session {
  const wall = wallTimeIn(at, parts.zone);
  const date = formatIso(wall);
  const name = `${parts.subject}_${nameTime(wall)}`;
  const { subject, experimenters, zone, rigName, experiment, notes, simulated, approvedBy } = parts;
  return {
    name,
    subject,
    experimenters,
    date,
    zone,
    rigName,
    experiment,
    notes,
    ...(approvedBy === undefined ? {} : { approvedBy }),
    ...(simulated === undefined ? {} : { simulated }),
    directory: resolve(folder, name),
  };
}
