import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { messageOf } from "@rigline/foundation/errors";
import { bindServer, type BindAddress } from "@rigline/page/parts";
import { serverError } from "./server-errors.js";

export interface ListeningServer extends BindAddress {
  /** `http://HOST:PORT`. */
  readonly url: string;
  /** Ends when what is being answered is answered, and after two seconds in any case. */
  close(): Promise<void>;
}

/** A rig that says nothing more is not waited for. */
const REQUEST_MS = 60_000;
const CLOSE_MS = 2000;

/** `127.0.0.1:7480`. Throws FLEET_ADDRESS_INVALID. */
export function parseAddress(text: string): BindAddress {
  const [, host, port] = /^(\[[\da-f:]+\]|[\w.-]+):(\d{1,5})$/iu.exec(text) ?? [];
  if (host === undefined || port === undefined || Number(port) > 65_535)
    throw serverError("FLEET_ADDRESS_INVALID", { what: `"${text}" is no HOST:PORT` });
  return { host: host.replace(/^\[(.*)\]$/u, "$1"), port: Number(port) };
}

/** Throws FLEET_ADDRESS_TAKEN. */
export async function listenAt(app: Pick<Hono, "fetch">, { host, port }: BindAddress): Promise<ListeningServer> {
  const answer = getRequestListener(app.fetch);
  try {
    const options = { requestTimeout: REQUEST_MS };
    const server = await bindServer((request, response) => void answer(request, response), { host, port }, options);
    const shown = host.includes(":") ? `[${host}]` : host;
    const url = `http://${shown}:${server.port}`;
    return { host, port: server.port, url, close: () => server.close(CLOSE_MS) };
  } catch (cause) {
    const what = `the fleet can't be served at ${host}:${port}: ${messageOf(cause)}`;
    throw serverError("FLEET_ADDRESS_TAKEN", { what, cause });
  }
}
