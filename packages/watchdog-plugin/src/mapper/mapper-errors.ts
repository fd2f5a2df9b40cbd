import { defineErrors } from "@rigline/foundation/errors";

export const mapperError = defineErrors({
  SESSION_FOLDER_GONE: {
    exit: "handOff",
    meaning: "The session's folder is not there any more, so there is nothing to hand off.",
    todo: "Put it back where it was, then {resume}.",
  },
  MAPPING_INVALID: {
    exit: "handOff",
    meaning: "What the session mapper's runner returned is no session mapping.",
    todo: "Correct what the mapper's `run` returns, and give its runner `result: SessionMappingSchema`. Then {resume}.",
  },
  NO_MODALITIES: {
    exit: "handOff",
    meaning: "There is nothing to hand off: no folder of the session belongs to a known modality.",
    todo: "Record into folders named after their modality (behavior, behavior-videos, …), or add a session mapper that says which folder is which. Then {resume}.",
  },
  MODALITY_MISSING: {
    exit: "handOff",
    meaning: "The session mapper names a file or folder that does not exist, although the experiment succeeded.",
    todo: "Correct the mapper, or find out why the experiment did not write it. Then {resume}.",
  },
  MAPPING_PATH_RELATIVE: {
    exit: "handOff",
    meaning: "The session mapper names a path that is not absolute.",
    todo: "Let the mapper join its paths to `session.directory`. Then {resume}.",
  },
  SCHEMA_MISSING: {
    exit: "handOff",
    meaning: "The session mapper names a metadata file that does not exist.",
    todo: "Let the mapper write the file before it returns. Then {resume}.",
  },
});
