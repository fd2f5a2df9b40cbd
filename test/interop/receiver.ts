import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed as JSON; undefined when the request had none. */
  readonly body: unknown;
}

export interface Answer {
  readonly status?: number;
  readonly body: unknown;
  /** `application/json` when absent. */
  readonly type?: string;
}

export interface Receiver extends AsyncDisposable {
  /** `http://127.0.0.1:4711` */
  readonly address: string;
  readonly received: readonly Received[];
}

const ACCEPTED: Answer = { body: { message: "Submitted request to airflow", data: { responses: [], errors: [] } } };

/** A server on loopback that keeps what it is sent, and answers as the transfer service does unless it is told how. */
export async function startReceiver(answer: (request: Received) => Answer = () => ACCEPTED): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const taken = {
        path: request.url ?? "",
        headers: request.headers,
        body: text === "" ? undefined : (JSON.parse(text) as unknown),
      };
      received.push(taken);
      const { status = 200, body, type = "application/json" } = answer(taken);
      response.writeHead(status, { "content-type": type });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    received,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
