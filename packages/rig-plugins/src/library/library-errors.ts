import { defineErrors } from "@rigline/core";

export const libraryError = defineErrors({
  LIBRARY_RECORD_MISSING: {
    exit: "runner",
    meaning: "The library has no file of a kind that the session needs, for this rig or this subject.",
    todo: "Put the file where the message says, or correct `config_library_dir`, `computer_name` or `kinds` of the section default_behavior_picker.",
  },
  LIBRARY_RECORD_INVALID: {
    exit: "runner",
    meaning: "A file of the library is no JSON, or is not what its schema or its program asks for.",
    todo: "Correct the named file; the reason names the places in it.",
  },
});
