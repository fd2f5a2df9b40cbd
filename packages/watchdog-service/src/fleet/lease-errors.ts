import { defineErrors } from "@rigline/foundation/errors";

export const leaseError = defineErrors({
  LEASE_LOST: {
    exit: "handOff",
    meaning:
      "Another machine serves the shared flag folder by now: this one's lease ran out while it was paused, or could not reach the fleet.",
    todo: "Nothing: the other machine does the work, and this one stands by.",
    retry: "always",
  },
  LEASE_UNKNOWN: {
    exit: "handOff",
    meaning:
      "The fleet could not be asked whether this machine still serves the shared flag folder, so nothing is published or posted.",
    todo: "Check the network and that the fleet's server runs; it is tried again by itself.",
    retry: "always",
  },
});
