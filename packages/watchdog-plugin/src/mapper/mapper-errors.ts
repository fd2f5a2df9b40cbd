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
  MAPPER_TWICE: {
    exit: "config",
    meaning:
      "The config has `watchdog.mapper`, and a plugin maps the session too; only one can say who was recorded and when.",
    todo: "Take `watchdog.mapper` away, or disable the plugin that provides watchdog/session-mapper.",
  },
  MAPPER_OUTPUT_INVALID: {
    exit: "handOff",
    meaning:
      "What the mapper of the config printed or wrote, or the file that it names, is neither a mapping nor a document of aind-data-schema.",
    todo: "Let it print one JSON object and nothing else (docs/programs), or name the file that it writes, `mapper.file`. Then {resume}. `watchdog.on_mapper_failure: folders` hands off without it.",
  },
  MAPPER_FILE_MISSING: {
    exit: "handOff",
    meaning: "The document that `watchdog.mapper` reads is not in the session's folder.",
    todo: "Find out why the experiment or the step did not write it, or correct `watchdog.mapper.file`. Then {resume}.",
  },
  MAPPER_OTHER_SUBJECT: {
    exit: "handOff",
    meaning: "A metadata document is of another subject than the session: it is probably that of another session.",
    todo: "Correct the document, or the program that writes it. Then {resume}.",
  },
  STREAM_NOT_RECORDED: {
    exit: "handOff",
    meaning:
      "A metadata document has a stream of a modality that the session has no folder of, although the experiment succeeded.",
    todo: "Find out where the experiment wrote it, and move it into the session's folder; or correct the document. `watchdog.mapper.modalities: folders` goes by the folders alone. Then {resume}.",
  },
  MAPPED_BY_FOLDERS: {
    exit: "success",
    meaning:
      "The mapper failed, and the session was handed off by the names of its folders, as `on_mapper_failure: folders` has it.",
    todo: "Fix the mapper for the next session. Of this one, see whether everything is in the modality that it belongs to.",
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
