import type { StatusWord } from "@rigline/foundation/status";
import type { KnownSession } from "../../src/feed/known-session.js";
import type { KnownSessions } from "../../src/feed/sessions-feed.js";

/** A session as the launcher tells of it. */
export function knownSession(
  name: string,
  word: StatusWord,
  more: Partial<KnownSession["status"]> & { readonly date?: string; readonly directory?: string } = {},
): KnownSession {
  const { date = "2026-07-14T15:00:00.000Z", directory = `/data/614173/${name}`, ...status } = more;
  return {
    at: "2026-07-14T16:05:00.000Z",
    name,
    subject: name.split("_")[0] ?? name,
    date,
    directory,
    status: { word, detail: "", todo: null, copy: null, isOver: false, ...status },
  };
}

/** As they would be known after a look. */
export function known(sessions: readonly KnownSession[], lookedAt = 0): KnownSessions {
  return { sessions: new Map(sessions.map((one) => [one.directory, one])), lookedAt, trouble: undefined };
}

/** A year of a busy rig. */
export function manySessions(count: number): readonly KnownSession[] {
  return Array.from({ length: count }, (_, index) => {
    const date = new Date(Date.UTC(2026, 6, 14, 16) - index * 8 * 3_600_000).toISOString();
    return knownSession(`${614_000 + (index % 40)}_${date.slice(0, 10)}_${index}`, "safe to delete", {
      date,
      detail: "verified, and accepted",
      isOver: true,
    });
  });
}
