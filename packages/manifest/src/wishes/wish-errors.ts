import { defineErrors } from "@rigline/foundation/errors";

export const wishError = defineErrors({
  JOB_TOO_LATE: {
    exit: "refused",
    meaning:
      "What was asked of a job can't be done any more: its copy has begun, its data have arrived, or it is over.",
    todo: "See where it stands with `rigline-watchdog status -c CONFIG`.",
    retry: "never",
  },
  JOB_NOT_HELD: {
    exit: "refused",
    meaning: "Only a job that is held can be released.",
    todo: "See where it stands with `rigline-watchdog status -c CONFIG`.",
    retry: "never",
  },
  JOB_NOT_PARKED: {
    exit: "refused",
    meaning:
      "Only a job that is parked, or waits to be tried again, can be redriven; with --now also one that waits for its hour.",
    todo: "See where it stands with `rigline-watchdog status -c CONFIG`.",
    retry: "never",
  },
});
