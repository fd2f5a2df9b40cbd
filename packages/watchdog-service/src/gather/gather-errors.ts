import { defineErrors } from "@rigline/foundation/errors";

export const gatherError = defineErrors({
  PARTS_DIFFER: {
    exit: "handOff",
    meaning: "Two computers hand off parts of one session, and their manifests do not say the same parts.",
    todo: "Write one list, in one order, as `rigline_parts` into the manifests of all of them (`parts` in the rigs' configs); then {redrive}.",
    retry: "never",
  },
  PART_LATE: {
    exit: "handOff",
    meaning:
      "A session waits for more than a day for a part that another computer hands off, or for that computer to submit it.",
    todo: "Look at the other computer how its part stands there. If it never comes, take it out of `rigline_parts` in all manifests of the session. It goes on by itself when the part comes.",
    retry: "always",
  },
  PART_GONE: {
    exit: "handOff",
    meaning: "A part of a session had arrived, and is not at the destination any more; so nothing is submitted.",
    todo: "Put the folder back, or have its computer hand it off again; it goes on by itself.",
    retry: "always",
  },
});
