import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { messageOf } from "@rigline/foundation/errors";
import { serverError } from "./server-errors.js";

/** Where the server answers. */
export interface Address {
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
}

export interface ListeningServer extends Address {
  /** `http://HOST:PORT`. */
  readonly url: string;
  /** Ends when what is being answered is answered, and after two seconds in any case. */
  close(): Promise<void>;
}

/** A rig that says nothing more is not waited for. */
const REQUEST_MS = 60_000;
const CLOSE_MS = 2000;

/** `127.0.0.1:7480`. Throws FLEET_ADDRESS_INVALID. */
export function parseAddress(text: string): Address {
  const [, host, port] = /^(\[[\da-f:]+\]|[\w.-]+):(\d{1,5})$/iu.exec(text) ?? [];
  if (host === undefined || port === undefined || Number(port) > 65_535)
    throw serverError("FLEET_ADDRESS_INVALID", { what: `"${text}" is no HOST:PORT` });
  return { host: host.replace(/^\[(.*)\]$/u, "$1"), port: Number(port) };
}

/** Throws FLEET_ADDRESS_TAKEN. */
export async function listenAt(app: Pick<Hono, "fetch">, { host, port }: Address): Promise<ListeningServer> {
  const answer = getRequestListener(app.fetch);
  const server = createServer({ requestTimeout: REQUEST_MS }, (request, response) => void answer(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => {
      const what = `the fleet can't be served at ${host}:${port}: ${messageOf(cause)}`;
      reject(serverError("FLEET_ADDRESS_TAKEN", { what, cause }));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const known = typeof address === "object" && address !== null ? address.port : port;
  const shown = host.includes(":") ? `[${host}]` : host;
  return { host, port: known, url: `http://${shown}:${known}`, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
