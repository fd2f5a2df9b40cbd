import { defineErrors } from "@rigline/foundation/errors";

export const initError = defineErrors({
  INIT_EXISTS: {
    exit: "refused",
    meaning: "`rigline init` would have to write over a file, and it never does.",
    todo: "Name a folder that is not there yet, or move the file away.",
  },
  INIT_FOLDER_UNUSABLE: {
    exit: "usage",
    meaning: "The folder that `rigline init` was given can't be meant as a path on this system.",
    todo: "Write the folder's whole path, or one from the working folder: `rigline init my-rig`.",
  },
  INIT_NOT_WRITTEN: {
    exit: "storage",
    meaning: "A file of the new rig could not be written.",
    todo: "Make the folder writable for this user, or name another one.",
  },
});
