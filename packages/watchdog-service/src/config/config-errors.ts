import { defineErrors } from "@rigline/foundation/errors";

export const settingsError = defineErrors({
  WATCH_CONFIG_UNREADABLE: {
    exit: "config",
    meaning: "The watch config could not be read.",
    todo: "Check the path after -c, and that this user may read the file.",
  },
  WATCH_FOLDERS_SAME: {
    exit: "config",
    meaning:
      "The watch config's `flag_dir` and `manifest_complete` are one folder: a finished manifest would wait again.",
    todo: "Give `manifest_complete` a folder of its own.",
  },
});
