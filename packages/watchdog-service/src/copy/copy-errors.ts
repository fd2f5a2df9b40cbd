import { defineErrors } from "@rigline/foundation/errors";

export const copyError = defineErrors({
  SOURCE_CHANGED: {
    exit: "handOff",
    meaning: "A source changed between being planned and being verified, so what was copied is of no one moment.",
    todo: "Close the program that still writes into the session's folder; the copy is tried again by itself.",
    retry: "always",
  },
  SOURCE_READ_DIFFERS: {
    exit: "storage",
    meaning:
      "A source gave other bytes when its copy was compared with it than when it was copied, and nobody changed it.",
    todo: "Check the rig's disk and memory: one of them changes bytes; then {redrive}.",
    retry: "few",
  },
  SOURCE_NOT_AS_WRITTEN: {
    exit: "storage",
    meaning:
      "A source is not what the program that wrote it says: a list that lies with the data has another hash of it.",
    todo: "Find out which of the two is right. A file that was damaged: put a good one in its place. A list of an older file: correct it, or take it out of the data. Then {redrive}.",
    retry: "never",
  },
  COPY_DIFFERS: {
    exit: "storage",
    meaning: "A copied file, read back after it was flushed, is not what was read from the source.",
    todo: "Check the destination's disk, network and memory; then {redrive}.",
    retry: "few",
  },
  DESTINATION_FULL: {
    exit: "storage",
    meaning: "The destination has no room left.",
    todo: "Make room at the destination; the copy goes on by itself.",
    retry: "always",
  },
  DESTINATION_NOT_WRITABLE: {
    exit: "storage",
    meaning: "The destination can't be written: it is absent, read-only, or not open to the daemon's user.",
    todo: "Check that the share is there and that the daemon's user may write to it; the copy goes on by itself.",
    retry: "always",
  },
  DESTINATION_UNREACHABLE: {
    exit: "storage",
    meaning: "The destination does not answer: its server, its disk or the way to it has failed.",
    todo: "Check the server, the network and who may use the share; the job goes on by itself when the destination answers.",
    retry: "always",
  },
  DESTINATION_NAME_REFUSED: {
    exit: "handOff",
    meaning: "The destination is there and takes no file or folder of this name.",
    todo: "Rename it at the source, then {redrive}; or mount the share so that it takes such names.",
    retry: "never",
  },
  SOURCE_READ_FAILED: {
    exit: "storage",
    meaning: "A source file can't be read.",
    todo: "Check the rig's disk and that no program has the file locked; the copy goes on by itself.",
    retry: "always",
  },
  SOURCE_SIZE_UNTRUE: {
    exit: "handOff",
    meaning: "A source gives more or fewer bytes than the system says that it has, although it did not change.",
    todo: "Move it out of the session's folder: files of /proc, /sys and the like can't be handed off; then {redrive}.",
    retry: "few",
  },
  COPY_READ_FAILED: {
    exit: "storage",
    meaning: "A copy can't be read back at the destination.",
    todo: "Check that the destination's share is connected, and its disk; the copy goes on by itself.",
    retry: "always",
  },
  DESTINATION_REFUSES_FILE: {
    exit: "storage",
    meaning:
      "The destination's file system takes no file of this name or this size, or lacks an operation that a copy needs.",
    todo: "Rename or split the file, or name a destination that takes it; then {redrive}.",
    retry: "few",
  },
  COPY_FAILED: {
    exit: "storage",
    meaning: "The system refused an operation of the copy.",
    todo: "Check the destination's disk and network; the copy goes on by itself.",
    retry: "always",
  },
  COPY_STALLED: {
    exit: "storage",
    meaning: "The copy made no progress for a long time: the system does not answer.",
    todo: "Check that the destination's server answers; the copy goes on by itself.",
    retry: "always",
  },
  COPY_STOPPED: {
    exit: "aborted",
    meaning: "The copy was told to stop; it goes on at the next start.",
    todo: "Start the daemon again.",
    retry: "always",
  },
});
