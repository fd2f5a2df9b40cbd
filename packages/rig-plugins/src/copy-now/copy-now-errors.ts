import { defineErrors } from "@rigline/core";

export const copyNowError = defineErrors({
  COPY_NOW_FAILED: {
    exit: "runner",
    meaning: "Some files of a session could not be copied right after it; the hand-off goes its own way.",
    todo: "Fix what is said of the files, then {resume}: what is copied already is only compared.",
  },
});
