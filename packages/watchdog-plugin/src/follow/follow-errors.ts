import { defineErrors } from "@rigline/foundation/errors";

export const followError = defineErrors({
  HAND_OFF_PARKED: {
    exit: "handOff",
    meaning: "The daemon set the manifest aside, because trying again would not help. The data are still on the rig.",
    todo: "Fix what the reason names, then {redrive}.",
  },
  MANIFEST_WITHDRAWN: {
    exit: "handOff",
    meaning: "The manifest was published and somebody removed it from the queue before it was done.",
    todo: "If that was not meant, {resume} publishes it again.",
  },
});
