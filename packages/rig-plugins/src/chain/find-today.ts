import { dirname, join } from "node:path";
import { type FileSystem, readSession, type Session, type SessionOutcome } from "@rigline/core";

/** A session of the same subject on the same day. */
export interface EarlierSession {
  readonly name: string;
  /** `09:05`, by the rig's clock. */
  readonly time: string;
  /** Undefined: it has not come to its end, or can't be read. */
  readonly outcome: SessionOutcome | undefined;
}

/**
 * Those that began before this one, the first of the day first: by the rig's own day, as the names have it. A session that is only
 * `planned` has no folder yet: one that began in the same second bears its name, or the next one.
 */
export function findToday(
  fileSystem: FileSystem,
  session: Session,
  state: "planned" | "open" = "open",
): readonly EarlierSession[] {
  const subjectFolder = dirname(session.directory);
  if (!fileSystem.exists(subjectFolder)) return [];
  const [day, minute] = [session.date.slice(0, 10), session.date.slice(11, 16)];
  const isEarlier = ({ name, time }: EarlierSession): boolean =>
    state === "planned" ? time <= minute : name !== session.name && time < minute;
  return fileSystem
    .list(subjectFolder)
    .filter(({ name, isFolder }) => isFolder && name.includes(`_${day}T`))
    .flatMap(({ name }) => readEarlier(fileSystem, join(subjectFolder, name), name) ?? [])
    .filter((one) => one.name < session.name || isEarlier(one))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function readEarlier(fileSystem: FileSystem, directory: string, name: string): EarlierSession | undefined {
  try {
    const { session, outcome } = readSession(directory, fileSystem);
    if (session.simulated === true) return undefined;
    return { name, time: session.date.slice(11, 16), outcome };
  } catch {
    // It ran, whatever became of its records.
    const [, hours = "", minutes = ""] = /T(\d{2})(\d{2})/.exec(name) ?? [];
    return { name, time: `${hours}:${minutes}`, outcome: undefined };
  }
}

/** `09:05 (success), 10:30 (failed)`. */
export function describeToday(earlier: readonly EarlierSession[]): string {
  return earlier.map(({ time, outcome }) => `${time} (${outcome ?? "not finished"})`).join(", ");
}
