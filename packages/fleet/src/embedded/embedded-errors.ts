import { defineErrors } from "@rigline/foundation/errors";

export const embeddedError = defineErrors({
  FLEET_POSTGRES_FAILED: {
    exit: "storage",
    meaning: "The PostgreSQL that was found on this machine does not run with its data in a folder.",
    todo: "Read the reason; or set DATABASE_URL to a server that runs, or begin with --database pglite.",
  },
});
