import { defineErrors } from "@rigline/foundation/errors";

export const sessionError = defineErrors({
  SESSION_SUBJECT_INVALID: {
    exit: "usage",
    meaning: "The subject can't be the name of a folder on every system that the data will travel through.",
    todo: "Give the subject as letters, digits, dots, dashes and underscores: `614173`.",
  },
  SESSION_FOLDER_FAILED: {
    exit: "storage",
    meaning: "The session's folder could not be made.",
    todo: "Check that data_dir exists, has room and may be written by this user.",
  },
  SESSION_RUNNING: {
    exit: "refused",
    meaning: "Another session runs on this rig; one at a time.",
    todo: "Wait for its experiment to end, or end the named process: then the next `rigline run` is let in. A rig is told from another by `rig_name` in the config.",
  },
  SESSION_NOT_FOUND: {
    exit: "usage",
    meaning: "There is no session of this name in data_dir.",
    todo: "`rigline sessions` lists them.",
  },
  SESSION_NAME_TAKEN: {
    exit: "refused",
    meaning: "`rigline handoff relabel` would give a session the name of another one, of the same animal and second.",
    todo: "See with `rigline sessions` which of the two is whose.",
  },
  SESSION_UNREADABLE: {
    exit: "storage",
    meaning: "Neither a session's journal nor its session.json says what the session is.",
    todo: "The data in the folder is untouched. {skip} hands it off where the data folder still knows the session; else copy it by hand.",
  },
});
