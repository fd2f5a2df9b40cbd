import { defineErrors } from "../errors/index.js";

export const logFileError = defineErrors({
  LOG_FILE_NOT_WRITABLE: {
    exit: "storage",
    meaning: "A log file, or the folder for the logs of this run, could not be made.",
    todo: "Make the folder writable for this user, or set `temp_dir` to another one.",
  },
});
