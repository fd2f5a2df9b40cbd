import { messageOf } from "@rigline/foundation/errors";
import { serveFleet } from "../server/serve-fleet.js";
import { parseAddress } from "../server/listen-at.js";
import { withStore, type StoreFlags } from "./with-store.js";

/** `rigline-fleet serve`, until a signal. */
export function serveCommand(flags: StoreFlags & { readonly listen: string; readonly config?: string }): Promise<void> {
  const address = parseAddress(flags.listen);
  return withStore(flags, async ({ database, migrated }) => {
    for (const step of migrated.applied) tell(`database: applied ${step}`);
    const served = await serveFleet(
      { database, metricsToken: undefined, onFailure: (what, error) => tell(`${what}: ${messageOf(error)}`) },
      address,
    );
    tell(`the fleet is served at ${served.url}, its database is ${database.place}`);
    await signalled();
    await served.close();
  });
}

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, () => resolve());
  });
}

/** For a journal of the system, which has the time by itself, and for a person. */
function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
