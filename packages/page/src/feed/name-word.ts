import type { SessionStatus, StatusWord } from "@rigline/foundation/status";
import type { JobState } from "@rigline/manifest";
import type { PageRow } from "../wire/page-state.js";
import type { Group, Tone } from "../wire/words.js";

interface Named {
  readonly word: string;
  readonly tone: Tone;
  readonly group: Group;
}

const NEEDS: Named = { word: "needs you", tone: "needs", group: "needs" };

/** The one word of a session on the page, with its colour, from the word of `rigline status`. */
export function nameWord(
  { word, todo, isOver }: Pick<SessionStatus, "word" | "todo" | "isOver">,
  state: Pick<JobState, "published"> | undefined,
): Pick<PageRow, "word" | "tone" | "group"> {
  const named = WORDS[word];
  // Where nobody watches, what waits goes on only when somebody starts a daemon.
  if ((named.group === "waiting" || word === "copying") && word !== "held" && todo !== null) return NEEDS;
  if (!ARRIVED.includes(word)) return named;
  const isVerified = state?.published !== undefined && state.published.flushed !== false;
  if (isOver) return { ...named, tone: "grey", group: "other" };
  return isVerified ? named : { ...named, tone: "grey" };
}

/** What is at its end there, and not safe: it says what is missing, or that nobody has verified it. */
const ARRIVED: readonly StatusWord[] = ["at its destination", "submitted", "processing", "processed"];

const WORDS: Readonly<Record<StatusWord, Named>> = {
  running: { word: "recording", tone: "recording", group: "recording" },
  "not handed off": { word: "not handed off", tone: "needs", group: "needs" },
  outbox: { word: "queued", tone: "waiting", group: "waiting" },
  queued: { word: "queued", tone: "waiting", group: "waiting" },
  held: { word: "held", tone: "waiting", group: "waiting" },
  "waiting for its time": { word: "waiting for its time", tone: "waiting", group: "waiting" },
  copying: { word: "copying", tone: "busy", group: "underway" },
  "at its destination": { word: "at its destination", tone: "busy", group: "underway" },
  submitted: { word: "submitted", tone: "busy", group: "underway" },
  processing: { word: "processing", tone: "busy", group: "underway" },
  processed: { word: "processed", tone: "busy", group: "underway" },
  "safe to delete": { word: "safe", tone: "safe", group: "safe" },
  cleaned: { word: "safe, cleaned up here", tone: "safe", group: "safe" },
  stuck: NEEDS,
  cancelled: { word: "cancelled", tone: "grey", group: "other" },
  declined: { word: "declined", tone: "grey", group: "other" },
  discarded: { word: "discarded", tone: "grey", group: "other" },
  "nothing to hand off": { word: "nothing recorded", tone: "grey", group: "other" },
  unknown: { word: "not known", tone: "grey", group: "other" },
};
