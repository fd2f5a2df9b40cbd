import type { Session } from "../session/session.js";

/** What a session's programs find in their environment. */
export function describeSession(session: Session): Record<string, string> {
  return {
    RIGLINE_SESSION_DIRECTORY: session.directory,
    RIGLINE_SESSION_NAME: session.name,
    RIGLINE_SESSION_DATE: session.date,
    RIGLINE_SUBJECT: session.subject,
    // JSON, as every list in a variable of Rigline's: names have commas.
    RIGLINE_EXPERIMENTERS: JSON.stringify(session.experimenters),
    RIGLINE_RIG_NAME: session.rigName,
    ...(session.simulated === true ? { RIGLINE_SIMULATED: "1" } : {}),
  };
}

/** The session as programs get it, snake_case as all that they read and write. */
export function sessionAsJson(session: Session): object {
  return {
    name: session.name,
    subject: session.subject,
    experimenters: session.experimenters,
    date: session.date,
    zone: session.zone,
    rig_name: session.rigName,
    experiment: session.experiment,
    notes: session.notes,
    directory: session.directory,
  };
}

/** What the programs of one session, and all that they start, have in their environment, and no other process. */
export function sessionMark(session: string): string {
  return `RIGLINE_SESSION_NAME=${session}`;
}
