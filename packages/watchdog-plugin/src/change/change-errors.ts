import { defineErrors } from "@rigline/foundation/errors";

export const changeError = defineErrors({
  HAND_OFF_TOO_LATE: {
    exit: "refused",
    meaning: "What was asked of a session's hand-off can't be done any more, or can't be done safely.",
    todo: "See where it stands with `rigline sessions`.",
  },
  ALTERATION_INVALID: {
    exit: "usage",
    meaning: "The project or job type that a hand-off is to have is none.",
    todo: "Write the name as the transfer service knows it.",
  },
  ALTERATION_UNREADABLE: {
    exit: "storage",
    meaning: "It can't be read what a person has changed about a session's hand-off, so nothing is handed off.",
    todo: "Fix the file, or remove it to hand the session off as the options say. Then `rigline resume SESSION`.",
  },
  HAND_OFF_TIME_INVALID: {
    exit: "usage",
    meaning: "The time that a hand-off is to wait for is none, or none that this daemon knows.",
    todo: "Write `now`, a time of day such as `20:00`, or, for Rigline's own daemon, a moment such as `2026-07-14T20:00`.",
  },
});

/** HAND_OFF_TOO_LATE, with what can still be done where that is more than to look. */
export function tooLate(what: string, todo?: string): Error {
  return changeError("HAND_OFF_TOO_LATE", { what, ...(todo === undefined ? {} : { todo }) });
}
