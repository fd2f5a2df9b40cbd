import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface FakeOpenEphys {
  readonly port: number;
  /** `PUT /api/status {"mode":"RECORD"}`, in order; what only asks is left out. */
  readonly told: readonly string[];
}

/** Answers as the GUI's HTTP server does: paths, keys and codes are those of its documentation. */
export async function startOpenEphys(nodes: readonly number[], refusesToRecord = false): Promise<FakeOpenEphys> {
  const told: string[] = [];
  let mode = "IDLE";
  let texts = { parent_directory: "C:\\data", base_text: "auto", prepend_text: "rig_", append_text: "" };
  const recordNodes = nodes.map((node) => ({
    node_id: node,
    parent_directory: "C:\\data",
    record_engine: "BINARY",
    experiment_number: 1,
    recording_number: 0,
    is_synchronized: true,
  }));
  const answerTo = (method: string, path: string, body: Record<string, unknown>): object | undefined => {
    if (path === "/api/status") {
      if (method === "PUT" && !(refusesToRecord && body["mode"] === "RECORD")) mode = String(body["mode"]);
      return { mode };
    }
    if (path === "/api/recording") {
      if (method === "PUT") texts = { ...texts, ...body };
      return { ...texts, record_nodes: recordNodes };
    }
    const node = recordNodes.find(({ node_id: id }) => path === `/api/recording/${id}`);
    if (node !== undefined) return Object.assign(node, body) && { ...texts, record_nodes: recordNodes };
    if (path === "/api/config") return { info: "<SETTINGS/>" };
    return /^\/api\/(?:processors\/\d+\/config|window)$/.test(path) ? { info: "ok" } : undefined;
  };
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      if (request.method === "PUT") told.push(`${request.method} ${request.url} ${text}`);
      const answer = answerTo(request.method ?? "", request.url ?? "", text === "" ? {} : JSON.parse(text));
      response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(answer ?? {}));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, told };
}
