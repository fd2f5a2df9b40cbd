import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

interface Post {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface TransferService {
  readonly endpoint: string;
  readonly posts: readonly Post[];
}

type Answer = (response: ServerResponse, request: IncomingMessage, count: number) => void;

const accept: Answer = (response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.end('{"message":"Submitted request to airflow","data":{"responses":[],"errors":[]}}');
};

/** A real server on loopback; `answer` is told the how manieth post it is, from 1. */
export async function startTransferService(answer: Answer = accept): Promise<TransferService> {
  const posts: Post[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", () => {});
    request.on("end", () => {
      // What becomes of the jobs is not told.
      if (request.method !== "POST") {
        response.writeHead(404).end();
        return;
      }
      posts.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString() });
      answer(response, request, posts.length);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}/api/v2/submit_jobs`, posts };
}

export { accept };
