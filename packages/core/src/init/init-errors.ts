import { defineErrors } from "@rigline/foundation/errors";

export const initError = defineErrors({
  INIT_ANSWER_INVALID: {
    exit: "usage",
    meaning: "What a flag says of a new rig can't be meant.",
    todo: "Correct it, or leave the flag away: it is asked for, or left open where there is nobody to ask.",
  },
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
  INIT_FROM: {
    exit: "usage",
    meaning: "`rigline init --from` was given what is no clabe.yml of a rig, or a folder besides.",
    todo: "Name the rig's `clabe.yml`, `local/clabe.yml` or `.local/clabe.yml`: the config is written into the rig's folder, where they are read.",
  },
  INIT_NO_HAND_OFF: {
    exit: "usage",
    meaning: "A new rig was to hand its data off, and the plugin that does it is not installed here.",
    todo: "Install both commands and the plugin: `npm install --global @rigline/cli`.",
  },
  INIT_NOT_WRITTEN: {
    exit: "storage",
    meaning: "A file of the new rig could not be written.",
    todo: "Make the folder writable for this user, or name another one.",
  },
});
