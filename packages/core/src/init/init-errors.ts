import { defineErrors } from "../errors/index.js";

export const initError = defineErrors({
  INIT_EXISTS: {
    exit: "refused",
    meaning: "`rigline init` would have to write over a file, and it never does.",
    todo: "Name another folder, such as `rigline init my-rig`, or move the file away.",
  },
  INIT_NOT_WRITTEN: {
    exit: "storage",
    meaning: "A file of the new rig could not be written.",
    todo: "Make the folder writable for this user, or name another one.",
  },
});
