import { defineErrors } from "@rigline/foundation/errors";

export const serverError = defineErrors({
  FLEET_ADDRESS_INVALID: {
    exit: "usage",
    meaning: "Where the fleet's server is to answer is no address.",
    todo: "Write HOST:PORT, such as 127.0.0.1:7480.",
  },
  FLEET_ADDRESS_TAKEN: {
    exit: "config",
    meaning: "The fleet's server can't listen at its address.",
    todo: "Choose another port with --listen, or end what listens there.",
  },
});
