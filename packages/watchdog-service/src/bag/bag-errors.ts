import { defineErrors } from "@rigline/foundation/errors";

export const bagError = defineErrors({
  BAG_TARGET_TAKEN: {
    exit: "refused",
    meaning: "Something stands already where a bag is to be written.",
    todo: "Name a folder that is not there yet, in one that is.",
  },
  BAG_IN_ITS_SOURCE: {
    exit: "usage",
    meaning: "A bag was to be written into the folder that it is made of.",
    todo: "Name a folder outside of what was published.",
  },
  BAG_NOT_OF_FILES: {
    exit: "refused",
    meaning:
      "A folder that is to be put into a bag has something in it that no bag can hold: a link, a device, or a name that is no UTF-8.",
    todo: "Take it out of the folder, or have it replaced by a file.",
  },
  BAG_SOURCE_DIFFERS: {
    exit: "handOff",
    meaning: "A file that was about to go into a bag is not what was handed off, or is not there any more.",
    todo: "Have `rigline-watchdog verify` name all that differs; bring the right files back, or name the list that is right with --inventory.",
  },
});
