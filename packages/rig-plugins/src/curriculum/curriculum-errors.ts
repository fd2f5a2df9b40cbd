import { defineErrors } from "@rigline/core";

export const curriculumError = defineErrors({
  CURRICULUM_INPUT_MISSING: {
    exit: "runner",
    meaning: "The trainer state that the curriculum starts from is not there, or the config names none.",
    todo: "Put the file there, or correct `input_trainer_state` of the section curriculum. Then {resume}.",
  },
  CURRICULUM_OUTPUT_INVALID: {
    exit: "runner",
    meaning:
      "What the curriculum's command printed is no suggestion: one JSON object with `trainer_state`, and nothing else.",
    todo: "Run the command by hand, as launcher.log has it, and look at what it prints; what is for people belongs on standard error. Then {resume}.",
  },
});
