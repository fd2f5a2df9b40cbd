import { defineErrors } from "@rigline/foundation/errors";

export const pageServerError = defineErrors({
  FLEET_PAGE_URL: {
    exit: "config",
    meaning: "The address at which people see the fleet's page is none that they can sign in at.",
    todo: "Write it as https://NAME, or https://NAME:PORT, without a path: what the proxy with TLS before the server is called.",
  },
});
