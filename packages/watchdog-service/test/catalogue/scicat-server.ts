import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export const TOKEN = "token-of-the-ingestor";

type Json = Record<string, unknown>;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * A server on loopback that answers as scicat-backend-next 4 does by version 3 of its API, for what an ingestor asks: by
 * src/datasets/datasets.controller.ts and the DTOs that it validates with, of which the fields that are required, and that no other is
 * allowed (src/main.ts: `forbidNonWhitelisted`), are kept here.
 */
export async function startSciCat(): Promise<SciCatServer> {
  const scicat = new SciCatServer();
  const server = createServer((request, response) => {
    const answerIt = async (): Promise<void> => {
      const { status, body } = scicat.answer(request, await readBody(request));
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    void answerIt();
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  scicat.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v3`;
  return scicat;
}

async function readBody(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as Json);
}

/** UpdateDatasetObsoleteDto, UpdateRawDatasetObsoleteDto and OwnableDto. */
const REQUIRED = [
  "owner",
  "ownerGroup",
  "contactEmail",
  "sourceFolder",
  "creationTime",
  "principalInvestigator",
  "creationLocation",
];
const FIELDS = [...REQUIRED, "accessGroups", "datasetName", "keywords", "scientificMetadata", "isPublished"];
const BLOCK_FIELDS = ["size", "chkAlg", "dataFileList"];

export class SciCatServer {
  url = "";
  /** What is to be answered to everything instead; undefined: what SciCat answers. */
  instead: Answer | undefined;
  readonly asked: string[] = [];
  readonly datasets = new Map<string, Json & { size: number; numberOfFiles: number }>();
  readonly blocks: (Json & { _id: string; datasetId: string; size: number; dataFileList: Json[] })[] = [];

  answer({ method = "", url = "", headers }: IncomingMessage, body: Json): Answer {
    const [, pid, what, block] = url.replace("/api/v3", "").split("/").slice(1).map(decodeURIComponent);
    this.asked.push(`${method} ${[pid === undefined ? "datasets" : "dataset", what].filter(Boolean).join(" ")}`);
    if (this.instead !== undefined) return this.instead;
    if (headers.authorization !== `Bearer ${TOKEN}`) return refuse(401, "Unauthorized");
    if (pid === undefined) return this.#create(body);
    const dataset = this.datasets.get(pid);
    if (dataset === undefined) return refuse(404, `dataset: ${pid} not found`);
    if (what === undefined) return this.#update(dataset, body);
    if (method === "GET") return { status: 200, body: this.blocks.filter(({ datasetId }) => datasetId === pid) };
    return this.#setBlock(pid, block, body);
  }

  #create({ pid, type, ...fields }: Json): Answer {
    const objections = [...missing(fields, REQUIRED), ...unknown(fields, FIELDS)];
    if (type !== "raw" || objections.length > 0) return refuse(400, objections);
    if (this.datasets.has(String(pid))) return refuse(409, `A dataset with pid ${String(pid)} already exists!`);
    this.datasets.set(String(pid), { pid, type, size: 0, numberOfFiles: 0, ...fields });
    return { status: 201, body: { pid } };
  }

  #update(dataset: Json, fields: Json): Answer {
    const objections = unknown(fields, FIELDS);
    if (objections.length > 0) return refuse(400, objections);
    Object.assign(dataset, fields);
    return { status: 200, body: dataset };
  }

  #setBlock(datasetId: string, id: string | undefined, fields: Json): Answer {
    const files = (fields["dataFileList"] ?? []) as Json[];
    const objections = [
      ...missing(fields, ["size", "dataFileList"]),
      ...unknown(fields, BLOCK_FIELDS),
      ...files.flatMap((file) => [
        ...missing(file, ["path", "size", "time"]),
        ...unknown(file, ["path", "size", "time", "chk"]),
      ]),
    ];
    if (objections.length > 0) return refuse(400, objections);
    const found = this.blocks.find(({ _id }) => _id === id);
    const block = Object.assign(found ?? { _id: `block-${this.blocks.length}`, datasetId }, fields);
    if (found === undefined) this.blocks.push(block as (typeof this.blocks)[number]);
    const own = this.blocks.filter((one) => one.datasetId === datasetId);
    Object.assign(this.datasets.get(datasetId) ?? {}, {
      size: own.reduce((sum, { size }) => sum + size, 0),
      numberOfFiles: own.reduce((sum, { dataFileList }) => sum + dataFileList.length, 0),
    });
    return { status: found === undefined ? 201 : 200, body: block };
  }
}

function missing(fields: Json, required: readonly string[]): readonly string[] {
  return required.filter((key) => fields[key] === undefined).map((key) => `${key} should not be empty`);
}

function unknown(fields: Json, known: readonly string[]): readonly string[] {
  return Object.keys(fields).flatMap((key) => (known.includes(key) ? [] : [`property ${key} should not exist`]));
}

/** As Nest writes an HttpException. */
function refuse(statusCode: number, message: string | readonly string[]): Answer {
  return { status: statusCode, body: { message, error: "…", statusCode } };
}
