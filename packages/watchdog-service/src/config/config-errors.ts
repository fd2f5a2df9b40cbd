import { defineErrors } from "@rigline/core/errors";

export const configError = defineErrors({
  WATCH_CONFIG_UNREADABLE: {
    exit: "config",
    meaning: "The watch config could not be read.",
    todo: "Check the path after -c, and that this user may read the file.",
  },
});
