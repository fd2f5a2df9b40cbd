import { defineErrors } from "@rigline/foundation/errors";

export const publishError = defineErrors({
  DESTINATION_CONFLICT: {
    exit: "handOff",
    meaning: "Other data stands at the destination under this name already; it was left as it is.",
    todo: "Compare the two. Move that folder away, or give the manifest another name; then {redrive}. (aind-watchdog-service would have merged the two.)",
    retry: "never",
  },
  DESTINATION_MISSING: {
    exit: "storage",
    meaning:
      "The destination is not there, or is not the share or disk that it was: the folder above it does not exist, or the rig's own disk shows through under its mount point. Nothing is made there: the data would land on the rig and be hidden when the share is back.",
    todo: "Connect the share; the copy begins by itself. If the data are meant to go there as it is now, {redrive}; if a share at that place is no more, remove its line from `<flag_dir>/.rigline/destinations.jsonl`.",
    retry: "always",
  },
  DESTINATION_IN_DOUBT: {
    exit: "storage",
    meaning:
      "The destination is not there, and would be made on the rig's own disk: its share may not be connected, or its name be misspelt.",
    todo: "Connect the share, or correct the name; the copy begins by itself. If the data are meant to stay on this disk, make the folder, or write `rigline: {allow_local_destination: true}` into the watch config and start the daemon again.",
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
});
