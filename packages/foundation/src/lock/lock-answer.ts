import { createServer, type Server, type Socket } from "node:net";
import type { LockEndpoint } from "./lock-endpoint.js";
import { writeSidecar, type LockHolder } from "./lock-holder.js";

/**
 * Listens at the endpoint and answers each connection with the holder, as one line, without keeping the process alive.
 * Returns what ends it, or why the system refuses.
 */
export async function answerAt(endpoint: LockEndpoint, holder: LockHolder): Promise<(() => Promise<void>) | Error> {
  const sockets = new Set<Socket>();
  const server = createAnswerer(`${JSON.stringify(holder)}\n`, sockets);
  const refusal = await listen(server, endpoint.address);
  if (refusal !== undefined) return refusal;
  writeSidecar(endpoint.sidecar, holder);
  return () => stop(server, sockets);
}

function createAnswerer(line: string, sockets: Set<Socket>): Server {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.unref();
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    socket.resume();
    socket.end(line);
  });
  return server.unref();
}

function listen(server: Server, address: string): Promise<Error | undefined> {
  return new Promise((resolve) => {
    server.once("error", resolve);
    server.listen({ path: address, exclusive: true }, () => {
      server.removeListener("error", resolve);
      // Failing to accept one question must not end the process that holds the lock.
      server.on("error", () => {});
      resolve(undefined);
    });
  });
}

function stop(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
  for (const socket of sockets) socket.destroy();
  return closed;
}
