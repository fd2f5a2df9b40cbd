import { defineErrors } from "../errors/index.js";

export const pageError = defineErrors({
  PAGE_NOT_INSTALLED: {
    exit: "config",
    meaning: "The package of the page, `@rigline/page`, is not installed beside the command.",
    todo: "Install it where Rigline is installed: `npm install @rigline/page`. `rigline status` says the same in a terminal.",
  },
  PAGE_HOST_REFUSED: {
    exit: "usage",
    meaning: "The page is served to this computer alone, and was asked to be served to others.",
    todo: "From another computer go by ssh: `ssh -L PORT:127.0.0.1:PORT user@rig`, then open the link that `rigline page` prints.",
  },
  PAGE_FILE_NOT_PRIVATE: {
    exit: "storage",
    meaning: "The file with the page's token for scripts could not be written so that this user alone may read it.",
    todo: "Look whether this user may write and restrict files in the folder that is named; nothing is served without that.",
  },
  PAGE_PORT_TAKEN: {
    exit: "refused",
    meaning: "The page can't be served at the port that was asked for.",
    todo: "Name another one with --port, or none: then one that is free is taken.",
  },
});
