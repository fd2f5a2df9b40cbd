import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { pageError } from "@rigline/foundation/page";
import { messageOf } from "@rigline/foundation/errors";
import { bindServer } from "./bind-server.js";
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
  const answerOwn: Parameters<typeof bindServer>[0] = (request, response) => {
    // Before anything else is looked at.
    if (isOwnHost(request.headers.host)) return void answer(request, response);
    response.writeHead(421, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" });
    response.end("this page is asked by the name of this computer itself: 127.0.0.1 or localhost\n");
  };
  try {
    const server = await bindServer(answerOwn, { host: LOOPBACK, port });
    return { port: server.port, close: () => server.close(0) };
  } catch (cause) {
    const what = `the page can't be served at ${LOOPBACK}:${port}: ${messageOf(cause)}`;
    throw pageError("PAGE_PORT_TAKEN", { what, cause });
  }
}
