import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { pageError } from "@rigline/foundation/page";
import { messageOf } from "@rigline/foundation/errors";
import { isOwnHost } from "./own-host.js";

/** Never a name: what it stands for is for others to say. */
const LOOPBACK = "127.0.0.1";

export interface Listening {
  readonly port: number;
  /** Ends it, and what is being answered. */
  close(): Promise<void>;
}

/** Serves an app on loopback. `port`: 0 for one that is free. Throws PAGE_PORT_TAKEN. */
export async function listenOnLoopback(app: Pick<Hono, "fetch">, port: number): Promise<Listening> {
  const answer = getRequestListener(app.fetch);
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    // Before anything else is looked at.
    if (isOwnHost(request.headers.host)) return void answer(request, response);
    response.writeHead(421, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" });
    response.end("this page is asked by the name of this computer itself: 127.0.0.1 or localhost\n");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => {
      const what = `the page can't be served at ${LOOPBACK}:${port}: ${messageOf(cause)}`;
      reject(pageError("PAGE_PORT_TAKEN", { what, cause }));
    });
    server.listen(port, LOOPBACK, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
