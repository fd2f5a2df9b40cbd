import { defineErrors } from "@rigline/foundation/errors";

export const fetchError = defineErrors({
  FETCH_NO_PLACE: {
    exit: "usage",
    meaning: "The folder into which a session is to be fetched is not there, or is the copy itself.",
    todo: "Name a folder of the rig that is there with --to; the session's own folder is made in it.",
  },
  FETCH_NO_ROOM: {
    exit: "storage",
    meaning: "The disk has no room for what is to be fetched.",
    todo: "Make room, `rigline clean` does, or name a folder on another disk with --to.",
  },
  FETCH_LIST_STRANGE: {
    exit: "refused",
    meaning: "The list of what was handed off names a file outside of the session's folder; nothing was fetched.",
    todo: "Name another copy of the list with --inventory, and ask who wrote this one.",
  },
});
