import { hostname } from "node:os";
import { userAt } from "@rigline/foundation/platform";
import type { Doer } from "../people/acts.js";

/** Whoever is at the server's command line, for the records. */
export function whoTypes(): Doer {
  return { person: null, by: userAt(hostname()), from: null };
}
