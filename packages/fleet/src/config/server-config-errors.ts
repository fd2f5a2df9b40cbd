import { defineErrors } from "@rigline/foundation/errors";

export const serverConfigError = defineErrors({
  FLEET_CONFIG_UNREADABLE: {
    exit: "config",
    meaning: "The settings of the fleet's server could not be read, or are no YAML.",
    todo: "Check the path after -c, that this user may read the file, and the line that is named.",
  },
  FLEET_CONFIG_INVALID: {
    exit: "config",
    meaning: "A setting of the fleet's server is none, or has a value that it can't have.",
    todo: "Correct the key that is named; docs/fleet/operating.md lists them.",
  },
});
