import { messageOf } from "@rigline/foundation/errors";
import { ask, createHttpClient, type HttpAnswer, type HttpLimits, readProxies } from "@rigline/foundation/http";
import type { SecretSource } from "@rigline/manifest";
import { createChannels, readSecret } from "@rigline/watchdog-service/notify-channels";
import { startCentralWork } from "../central/central-work.js";
import { fleetVariables } from "../config/environment.js";
import { readServerSettings } from "../config/server-settings.js";
import { serveFleet } from "../server/serve-fleet.js";
import { parseAddress } from "../server/listen-at.js";
import { makePage } from "./make-page.js";
import { withStore, type StoreFlags } from "./with-store.js";

/** `rigline-fleet serve`, until a signal. */
export function serveCommand(flags: StoreFlags & { readonly listen: string; readonly config?: string }): Promise<void> {
  const address = parseAddress(flags.listen);
  const settings = readServerSettings(flags.config);
  const read = (source: SecretSource): string => readSecret(settings.file, source);
  const metricsToken = settings.metrics_token && read(settings.metrics_token);
  const findProxy = readProxies(fleetVariables());
  const http = createHttpClient(findProxy);
  const channels = createChannels({ channels: settings.notify, webhookUrl: null }, { http, readSecret: read });
  const askService = (url: string, limits: HttpLimits): Promise<HttpAnswer> =>
    ask(new URL(url), "GET", { accept: "application/json" }, undefined, findProxy, limits);
  return withStore(flags, async ({ database, migrated }) => {
    for (const step of migrated.applied) tell(`database: applied ${step}`);
    const onFailure = (what: string, error: unknown): void => tell(`${what}: ${messageOf(error)}`);
    const page = makePage({ database, findProxy, onFailure }, settings, read);
    const served = await serveFleet({ database, metricsToken, onFailure, page }, address);
    try {
      const work = await startCentralWork({ database, channels, settings, onFailure, ask: askService });
      tell(`the fleet is served at ${served.url}, its database is ${database.place}`);
      await signalled();
      await work.stop();
    } finally {
      await served.close();
    }
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
