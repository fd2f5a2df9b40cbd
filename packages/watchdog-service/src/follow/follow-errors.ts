import { defineErrors } from "@rigline/foundation/errors";

export const followingError = defineErrors({
  FOLLOW_DESTINATION_LOCAL: {
    exit: "handOff",
    meaning: "A session is to be copied while it runs, and its destination is on the rig's own disk.",
    todo: "Connect the share. If the rig's own disk is meant, write `rigline: {allow_local_destination: true}` into the watch config.",
    retry: "always",
  },
});
