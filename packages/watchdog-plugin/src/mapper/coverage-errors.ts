import { defineErrors } from "@rigline/foundation/errors";

/** What of a session's folder is not in exactly one modality. None stops the hand-off: nothing is lost that is named. */
export const coverageError = defineErrors({
  DATA_LEFT_BEHIND: {
    exit: "success",
    meaning: "Files of a session are in no modality, so they were not handed off: they are at the rig alone.",
    todo: "Copy them by hand if they are wanted, and name them in the session mapper, or record into a folder that is called as its modality, from the next session on.",
  },
  DATA_TWICE: {
    exit: "success",
    meaning: "Files of a session are in two places of its mapping, so they are sent twice.",
    todo: "Name them once in the session mapper.",
  },
  STREAM_EMPTY: {
    exit: "success",
    meaning: "A modality's folder has no file in it.",
    todo: "Find out why nothing was recorded; the rest was handed off.",
  },
  STREAM_WITHOUT_FOLDER: {
    exit: "success",
    meaning: "The session's metadata names a data stream of a modality of which no folder is handed off.",
    todo: "Find out where it was recorded, and name its folder in the session mapper.",
  },
  FOLDER_WITHOUT_STREAM: {
    exit: "success",
    meaning: "A folder is handed off as a modality of which the session's metadata names no data stream.",
    todo: "Name the stream in the metadata, or the right modality in the session mapper.",
  },
  LOGS_LEFT_BEHIND: {
    exit: "success",
    meaning: "The launcher's logs could not be put into what is handed off.",
    todo: "They are where `Logs` in the report says. See why, and copy them by hand if they are wanted.",
  },
  COVERAGE_UNKNOWN: {
    exit: "success",
    meaning: "A folder of the session can't be listed, so it can't be told whether all of it is handed off.",
    todo: "Look into the folder: who may read it, and whether its disk is well.",
  },
});
