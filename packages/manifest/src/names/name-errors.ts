import { defineErrors } from "@rigline/foundation/errors";

export const nameError = defineErrors({
  NAME_UNUSABLE: {
    exit: "config",
    meaning: "A name can't be a file's or folder's name on every rig and server.",
    todo: "Use letters, digits, - and _ (dots within the name are fine), at most 200 of them.",
  },
  DATETIME_UNREADABLE: {
    exit: "config",
    meaning: "A text is no ISO 8601 date-time.",
    todo: "Write it as 2026-07-14T09:05:00-07:00.",
  },
});
