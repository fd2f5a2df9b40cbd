import { defineErrors } from "@rigline/foundation/errors";

export const logError = defineErrors({
  LOG_COPY_FAILED: {
    exit: "storage",
    meaning: "The logs of this run could not all be copied into the session's folder.",
    todo: "Copy the named files by hand: they stay where they are.",
  },
});
