import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { packageVersion } from "@rigline/foundation/paths";
import type { MonitorFigures } from "../monitor/monitor.js";
import { renderMetrics } from "../monitor/render-metrics.js";

interface MonitorServerOptions {
  readonly port: number;
  readonly flagFolder: string;
  readonly pid: number;
  readonly figures: () => MonitorFigures;
  /** It can't be listened at the port: the daemon does its work without. */
  readonly onFailure: (message: string) => void;
}

const LOOPBACK = "127.0.0.1";
/** A page in a browser that found out the address by a name of its own asks under that name. */
const OWN_NAMES = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;

/** `/metrics` and `/health` on loopback. Returns what ends it. */
export async function serveMonitor(options: MonitorServerOptions): Promise<() => void> {
  const server = createServer((request, response) => answer(options, request, response));
  const failure = await listen(server, options.port);
  if (failure === undefined)
    return () => {
      server.close();
      server.closeAllConnections();
    };
  mark("monitor: a port that is taken keeps no daemon from its work");
  options.onFailure(`no metrics: ${LOOPBACK}:${options.port} can't be listened at: ${messageOf(failure)}`);
  return () => {};
}

function listen(server: Server, port: number): Promise<unknown> {
  return new Promise((resolve) => {
    server.once("error", resolve);
    server.listen(port, LOOPBACK, () => resolve(undefined));
    // Nobody who only asks keeps the daemon from its end.
    server.unref();
  });
}

function answer(
  options: MonitorServerOptions,
  { method, url = "", headers }: IncomingMessage,
  response: ServerResponse,
): void {
  const send = (status: number, type: string, text: string): void => {
    response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
    response.end(method === "HEAD" ? undefined : text);
  };
  const plain = "text/plain; charset=utf-8";
  if (!OWN_NAMES.test(headers.host ?? "")) return send(403, plain, "only this machine may ask\n");
  if (method !== "GET" && method !== "HEAD") return send(405, plain, "only GET\n");
  const [path] = url.split("?");
  if (path === "/metrics")
    return send(
      200,
      `text/plain; version=0.0.4; charset=utf-8`,
      renderMetrics(options.figures(), packageVersion(import.meta.url)),
    );
  if (path === "/health") return send(...health(options));
  return send(404, plain, "there are /metrics and /health\n");
}

function health({ figures, flagFolder, pid }: MonitorServerOptions): [status: number, type: string, text: string] {
  const { flagFolderAway, jobs, since, lastCompleted } = figures();
  const isWell = flagFolderAway === undefined;
  const told = {
    status: isWell ? "ok" : "flag folder away",
    ...(isWell ? {} : { reason: flagFolderAway }),
    pid,
    flagFolder,
    since: since.toISOString(),
    lastCompleted: lastCompleted?.toISOString() ?? null,
    jobs: Object.fromEntries(jobs),
  };
  return [isWell ? 200 : 503, "application/json; charset=utf-8", `${JSON.stringify(told)}\n`];
}
