import { defineErrors } from "@rigline/foundation/errors";

export const logError = defineErrors({
  LOG_FILE_NOT_WRITABLE: {
    exit: "storage",
    meaning: "A log file, or the folder for the logs of this run, could not be made.",
    todo: "Make the folder writable for this user, or set `temp_dir` to another one.",
  },
  LOG_COPY_FAILED: {
    exit: "storage",
    meaning: "The logs of this run could not all be copied into the session's folder.",
    todo: "Copy the named files by hand: they stay where they are.",
  },
});
