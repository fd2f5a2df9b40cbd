import { createServer, type RequestListener, type ServerOptions } from "node:http";

/** Where a server listens. */
export interface BindAddress {
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
}

export interface BoundServer {
  readonly port: number;
  /** Ends it; what is being answered then has so many milliseconds left. */
  close(leftMs: number): Promise<void>;
}

/** Begins to answer at an address. Rejects with what the system says. */
export async function bindServer(
  answer: RequestListener,
  { host, port }: BindAddress,
  options: ServerOptions = {},
): Promise<BoundServer> {
  const server = createServer(options, answer);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: (leftMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => server.closeAllConnections(), leftMs);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
