import { defineErrors } from "@rigline/foundation/errors";

export const createError = defineErrors({
  CREATE_FOLDER_UNUSABLE: {
    exit: "usage",
    meaning: "The folder of a new rig can't be meant as a path on this system.",
    todo: "Write the folder's whole path, or one from the working folder: `npm create rigline@latest my-rig`.",
  },
  CREATE_FOLDER_IN_USE: {
    exit: "refused",
    meaning: "A new rig was to be made in a folder that already holds something.",
    todo: "Name a folder that is not there yet. In a rig that is there already, `npm install @rigline/cli` brings another version.",
  },
  CREATE_FOLDER_NOT_MADE: {
    exit: "storage",
    meaning: "The folder of a new rig, or its package.json, could not be written.",
    todo: "Make the folder above it writable for this user, or name another one.",
  },
  CREATE_NPM_MISSING: {
    exit: "config",
    meaning: "npm, which installs what a new rig runs, could not be started.",
    todo: "Install Node with npm, so that `npm --version` works in this terminal. A rig without npm takes the portable archive.",
  },
  CREATE_INTERRUPTED: {
    exit: "aborted",
    meaning: "The making of a rig was broken off with Ctrl+C. Nothing is left of it.",
    todo: "Type the same command again.",
  },
  CREATE_INSTALL_FAILED: {
    exit: "config",
    meaning: "npm could not install what a new rig runs. Nothing is left of the rig.",
    todo: "Fix what npm says above: the network, its proxy or its registry (`npm config list`). Then type the same command again.",
  },
});
