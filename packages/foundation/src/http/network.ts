import { connect } from "node:net";
import type { HttpLimits } from "./http-client.js";
import { getJson } from "./json-client.js";
import { type FindProxy, hostOf, portOf } from "./proxies.js";

/** What is asked of the network without sending anything, behind a port. */
export interface Network {
  /** The JSON document at an address. Rejects on any other answer than 200, on network errors, on abort, and with ETIMEDOUT. */
  getJson(url: string, findProxy: FindProxy, limits: HttpLimits): Promise<unknown>;
  /** Resolves when something takes a connection there. Rejects on network errors, with an AbortError, and with a TimeoutError. */
  reach(url: URL, limits: HttpLimits): Promise<void>;
}

export const systemNetwork: Network = {
  getJson,
  reach: (url, { timeoutMs, signal }) =>
    new Promise((resolve, reject) => {
      const ends = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      const socket = connect({ host: hostOf(url), port: portOf(url), signal: ends });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.destroy();
        resolve();
      });
    }),
};
