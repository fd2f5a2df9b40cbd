import { defineErrors } from "@rigline/foundation/errors";

export const archiveError = defineErrors({
  PUBLISHED_DIFFERS: {
    exit: "handOff",
    meaning:
      "A published copy is not what the source gives, and nobody changed the source since it was copied: the copy was spoilt after it was verified, or the source was read wrongly when it was copied. Nothing more is deleted at the rig.",
    todo: "Keep the source. Compare the two files that are named; bring the right one to the destination, from the source or a backup, then {redrive}. Check the rig's disk and memory, and the destination's.",
    retry: "never",
  },
  ARCHIVE_FAILED: {
    exit: "storage",
    meaning: "The finished manifest could not be moved to the folder of completed manifests.",
    todo: "Check `manifest_complete` in the watch config and the rights of the daemon's user; it is tried again by itself.",
    retry: "always",
  },
  SOURCE_NOT_DELETED: {
    exit: "storage",
    meaning:
      "A source that was asked to be deleted after its hand-off could not be read or removed, or no receipt be left in its place.",
    todo: "Close the program that has it open, or give the daemon's user the right; it is tried again by itself. The data is safe at its destination.",
    retry: "always",
  },
});
