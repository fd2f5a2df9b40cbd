import { defineErrors } from "../errors/index.js";

export const journalError = defineErrors({
  JOURNAL_WRITE_FAILED: {
    exit: "storage",
    meaning: "A record could not be brought onto the disk, so what it says is not relied on.",
    todo: "Check that the disk is connected, has room and may be written by this user, then {again}.",
    retry: "always",
  },
  JOURNAL_UNREADABLE: {
    exit: "storage",
    meaning: "A journal could not be read.",
    todo: "Check that the file exists and that this user may read it.",
    retry: "always",
  },
  JOURNAL_DAMAGED: {
    exit: "storage",
    meaning: "A line in the middle of a journal does not match its checksum: the disk or an editor changed it.",
    todo: "Of a session: {skip} goes on with what is left of it. Then check the disk.",
    retry: "never",
  },
});
