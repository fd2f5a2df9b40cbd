import { defineErrors } from "@rigline/foundation/errors";

export const installError = defineErrors({
  INSTALL_ROOT_NOT_NEEDED: {
    exit: "refused",
    meaning:
      "The daemon would run as root, or as the system's own account. It needs neither: it reads the data of a person and writes to a share with a person's rights.",
    todo: "Name the account that the share knows: rigline-watchdog install -c CONFIG --user NAME.",
    retry: "never",
  },
  INSTALL_NEEDS_RIGHTS: {
    exit: "refused",
    meaning:
      "To start something with the machine for another account takes the rights of an administrator. Only the installing does; the daemon runs without.",
    todo: "Run the same command once as root (sudo), or on Windows in a terminal that was opened as administrator.",
    retry: "never",
  },
  INSTALL_MAPPED_DRIVE: {
    exit: "config",
    meaning:
      "A folder is on a mapped drive. Such a drive belongs to the window of the person who mapped it: what starts with the machine does not have it.",
    todo: "Write the share's own name (\\\\server\\share\\…) in its place, in the watch config and in the launcher's config.",
    retry: "never",
  },
  INSTALL_UNKNOWN_SYSTEM: {
    exit: "refused",
    meaning: "Nothing is known here that starts programs with this system.",
    todo: "Start it by the means of the system: rigline-watchdog -c CONFIG.",
    retry: "never",
  },
  INSTALL_TOOL_FAILED: {
    exit: "refused",
    meaning: "A tool of the system that starts programs with the machine refused.",
    todo: "Read what it said; `rigline-watchdog install -c CONFIG --print` shows all that is done, to be done by hand.",
    retry: "never",
  },
});
