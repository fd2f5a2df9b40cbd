import { defineErrors } from "@rigline/foundation/errors";

export const verifyError = defineErrors({
  VERIFY_NO_FOLDER: {
    exit: "storage",
    meaning: "`rigline-watchdog verify` or `fetch` was asked of a folder that is not there.",
    todo: "Connect its disk or share, or name the published folder, `<destination>/<name>`; with -c the name of a job.",
  },
  VERIFY_FOLDER_CLOSED: {
    exit: "storage",
    meaning: "The published folder can't be looked through.",
    todo: "Ask for the right to read it, or check its disk or share.",
  },
  INVENTORY_NOT_FOUND: {
    exit: "refused",
    meaning: "Nobody has written down what was handed off, so that there is nothing to compare the folder with.",
    todo: "Name the inventory with --inventory: the daemon keeps it in `<flag_dir>/.rigline/inventories`. What the Python service copied without Rigline has none; a list that `sha256sum` has made will do.",
  },
  INVENTORY_UNREADABLE: {
    exit: "storage",
    meaning:
      "A list of what was handed off can't be read, or is none: neither an inventory of Rigline's nor what `sha256sum` writes.",
    todo: "Name another copy of it with --inventory: one lies at the destination, one in the flag folder's `.rigline/inventories`.",
  },
});
