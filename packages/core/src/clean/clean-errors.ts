import { defineErrors } from "@rigline/foundation/errors";

export const cleanError = defineErrors({
  CLEAN_RUNNING: {
    exit: "refused",
    meaning: "Another `rigline clean` is at work in the same data folder.",
    todo: "Wait until it has ended.",
  },
});
