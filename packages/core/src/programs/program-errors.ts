import { defineErrors } from "@rigline/foundation/errors";

export const programError = defineErrors({
  PROGRAM_FAILED: {
    exit: "runner",
    meaning:
      "A program that the config names as a step, a check or a mapper could not be started, or did not end well.",
    todo: "Read its last lines, and the whole of its output in launcher.log; fix it. {resume} runs again what comes after the experiment.",
  },
  PROGRAM_ABORTED: {
    exit: "aborted",
    meaning: "The session was aborted while a program of the config ran.",
    todo: "Nothing, if that was meant. {resume} runs again what comes after the experiment.",
  },
  PROGRAM_RESULT_INVALID: {
    exit: "runner",
    meaning: "What a program of the config printed, or wrote into its result file, is no JSON that can be read.",
    todo: "Print one JSON document and nothing else, or write it into the file that RIGLINE_RESULT names; what is for people belongs on standard error.",
  },
  STEP_NEED_INVALID: {
    exit: "config",
    meaning:
      "A step of the config names another one, in `needs` or `after`, that does not exist or can't come before it.",
    todo: "Correct the name: it is that of a step, of a plugin's runner, of an experiment's stage, or `experiment`. `rigline run --dry-run` lists those there are.",
  },
});
