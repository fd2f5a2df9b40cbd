import { defineErrors } from "@rigline/core/errors";
import type { DaemonErrorDefinition } from "../errors/retry-rule.js";

export const publishError = defineErrors({
  DESTINATION_CONFLICT: {
    exit: "handOff",
    meaning: "Other data stands at the destination under this name already; it was left as it is.",
    todo: "Compare the two. Move that folder away, or give the manifest another name; then `rigline-watchdog redrive -c CONFIG NAME`. (aind-watchdog-service would have merged the two.)",
    retry: "never",
  },
  DESTINATION_MISSING: {
    exit: "storage",
    meaning:
      "The folder above the manifest's `destination` does not exist. It is not made: where a share is not connected, the data would land on the rig's own disk.",
    todo: "Connect the share; the copy begins by itself. If the data are to go there, make the folder.",
    retry: "always",
  },
  STAGING_DIFFERS: {
    exit: "storage",
    meaning: "The verified copy is not what was planned: something else changed it before it was published.",
    todo: "Keep other programs out of the destination's `.rigline-….partial` folders; the copy is tried again by itself.",
    retry: "always",
  },
  PUBLISH_FAILED: {
    exit: "storage",
    meaning: "The verified copy could not be given its final name.",
    todo: "Check the destination's disk and the rights of the daemon's user; it is tried again by itself.",
    retry: "always",
  },
} satisfies Record<string, DaemonErrorDefinition>);
