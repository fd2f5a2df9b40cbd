import { createServer } from "node:http";

/** A page of somebody else, on another port of this computer: the same site, for a browser's cookies. */
export interface HostileSite {
  readonly origin: string;
  close(): void;
}

export async function serveHostileSite(html: string): Promise<HostileSite> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
