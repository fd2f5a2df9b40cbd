import { defineErrors } from "@rigline/foundation/errors";

export const jobError = defineErrors({
  MANIFEST_NOT_A_FILE: {
    exit: "handOff",
    meaning: "Something with a manifest's name stands in the flag folder and is no file.",
    todo: "Remove or rename it.",
    retry: "never",
  },
  MANIFEST_TOO_LARGE: {
    exit: "handOff",
    meaning: "A manifest is larger than any manifest can be.",
    todo: "Check what wrote it; write the right manifest in its place.",
    retry: "never",
  },
  MANIFEST_UNREADABLE: {
    exit: "handOff",
    meaning: "A manifest can't be read, and has not been readable for a while.",
    todo: "Give the daemon's user the right to read it; it is looked at again all the time, and taken as soon as it can be read.",
    retry: "never",
  },
  MANIFEST_NAME_STRANGE: {
    exit: "handOff",
    meaning:
      "A file in the flag folder looks like a manifest and has a name that can't be taken: a line break, bytes that are no UTF-8, or another ending than .yml and .yaml.",
    todo: "Rename it to `manifest_….yml`.",
    retry: "never",
  },
  MANIFEST_OUT_OF_REACH: {
    exit: "handOff",
    meaning: "The system does not let the daemon look at a manifest just now.",
    todo: "Close the program that has it open, or check the disk; it is tried again by itself.",
    retry: "always",
  },
  FLAG_FOLDER_AWAY: {
    exit: "storage",
    meaning:
      "Neither the manifest nor its journal is where they were: the flag folder is away, or another one lies over it. That cancels nothing.",
    todo: "Connect the flag folder's disk or share; the job goes on by itself.",
    retry: "always",
  },
  JOB_CANCELLED: {
    exit: "handOff",
    meaning: "A manifest was deleted before its job was done, which cancels the job.",
    todo: "Put the manifest back into the flag folder to hand the data off after all.",
    retry: "never",
  },
  MANIFEST_TAKEN_AWAY: {
    exit: "handOff",
    meaning:
      "A manifest was taken away when its data had been published and submitted, and before it was archived. That cancels nothing: the data have arrived. What was still to be done with the source is not.",
    todo: "Nothing, if that was meant. Put the manifest back into the flag folder to have the rest done: the source deleted, if it asks for that, and the manifest archived.",
    retry: "never",
  },
  STEP_REFUSED: {
    exit: "handOff",
    meaning: "The system refused something that a job needs, in a way that may pass and that has no code of its own.",
    todo: "Check the disks and shares that the job uses; it is tried again by itself.",
    retry: "always",
  },
  STEP_FAILED: {
    exit: "handOff",
    meaning: "A step of a job failed in a way that has no code of its own and will probably not pass.",
    todo: "Start the daemon with --verbose and report what it logs; then {redrive}.",
    retry: "few",
  },
  FURTHER_NAME_TAKEN: {
    exit: "handOff",
    meaning:
      "The manifest for a further destination can't be put into the flag folder: another file has its name, `<manifest>.also-2.yaml` and so on. The copy to the session's own destination is not held up by that; its end is.",
    todo: "Rename that file or take it away; the job goes on by itself.",
    retry: "always",
  },
  FURTHER_DESTINATION_SAME: {
    exit: "handOff",
    meaning:
      "A further destination is the same folder as another destination of the session, by a link, a mount or a second name: there would be one copy where two are meant.",
    todo: "Name another folder in `also_to` for sessions to come. For this one connect what belongs there, then {redrive}; or cancel this copy, which keeps the source at the rig.",
    retry: "never",
  },
  JOB_NOT_FOUND: {
    exit: "usage",
    meaning: "No job of this flag folder has the name.",
    todo: "See the names with `rigline-watchdog status -c CONFIG`.",
    retry: "never",
  },
  JOB_MANIFEST_GONE: {
    exit: "refused",
    meaning: "A job's manifest is no longer in the flag folder, so nothing can be asked of it there.",
    todo: "Put the manifest back into the flag folder; that alone makes it a new job.",
    retry: "never",
  },
  DEAD_LETTERS_UNREADABLE: {
    exit: "usage",
    meaning: "The file with refused submissions that is to be posted can't be read, or is none.",
    todo: "Correct the place that is named, or export anew: `rigline-watchdog dead-letters export -c CONFIG FILE`.",
    retry: "never",
  },
  DEAD_LETTERS_NOT_WRITTEN: {
    exit: "storage",
    meaning:
      "The refused submissions can't be written to the file: something stands there already, or the disk says no.",
    todo: "Name a new file, in a folder that is there.",
    retry: "never",
  },
  JOB_TIME_INVALID: {
    exit: "usage",
    meaning: "The time that a job is to wait for is none.",
    todo: "Write `now`, a time of day such as `20:00`, or a moment such as `2026-07-14T20:00`.",
    retry: "never",
  },
});
