import type { Session } from "./session.js";

/** Whose session it is, and what that makes its name. */
export interface SessionLabel {
  readonly subject: string;
  readonly name: string;
}

/** The session under another label, with the animals before it remembered. */
export function withLabel(session: Session, { subject, name }: SessionLabel): Session {
  if (subject === session.subject) return session;
  return { ...session, subject, name, formerSubjects: [...(session.formerSubjects ?? []), session.subject] };
}

/** What it was called before it was relabelled, the first name first. */
export function formerNames({ name, subject, formerSubjects = [] }: Session): readonly string[] {
  const moment = name.slice(subject.length);
  return formerSubjects.map((former) => `${former}${moment}`);
}
