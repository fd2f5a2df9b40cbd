import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const ACCESS_KEY = "AKIDTEST";
/** S3's own: all parts but the last have at least so many bytes. */
const LEAST_PART = 5 * 1024 * 1024;

export interface StoredObject {
  body: Buffer;
  etag: string;
  /** As S3 writes it; undefined: the server keeps none. */
  checksum: string | undefined;
}

interface Upload {
  readonly key: string;
  readonly parts: Map<number, StoredObject>;
}

export interface S3Request {
  /** `PutObject`, `UploadPart`, … */
  readonly operation: string;
  readonly key: string;
  /** Of an upload, 0 for all others. */
  readonly part: number;
  /** From 1, of all that were asked. */
  readonly number: number;
}

/** What becomes of a request: `lose`: it is not heard; `hold`: it is never answered; `lose answer`: it is done, and nobody is told; `cut`: half of the answer comes. */
export type S3Fault =
  | "lose"
  | "hold"
  | "lose answer"
  | "cut"
  | { readonly status: number; readonly code: string }
  /** As a proxy answers, or a page that wants somebody to sign in. */
  | { readonly status: number; readonly html: string };

/** A store of the S3 kind that checks what it is given: the sha256 of bodies and parts, their composites, conditions, credentials. */
export interface S3Server {
  readonly endpoint: string;
  /** By bucket and key, `bucket/key`. */
  readonly objects: Map<string, StoredObject>;
  readonly uploads: Map<string, Upload>;
  readonly requests: S3Request[];
  /** Asked before each request. */
  fault: (request: S3Request) => S3Fault | undefined;
  /** False: it checks, and tells no checksum afterwards, as older stores. */
  keepsChecksums: boolean;
  /** False: it does not know `If-None-Match` and `If-Match`, and says so. */
  isConditional: boolean;
  /** True: it takes conditions and does not mind them. */
  ignoresConditions: boolean;
  close(): Promise<void>;
}

class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

export async function startS3Server(buckets: readonly string[] = ["lab"], pageSize = 1000): Promise<S3Server> {
  // It closes no connection by itself: after its five seconds one would be closed under who asks again by it just then, on a busy machine.
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const store: S3Server = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects: new Map(),
    uploads: new Map(),
    requests: [],
    fault: () => undefined,
    keepsChecksums: true,
    isConditional: true,
    ignoresConditions: false,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return store;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await collect(request);
    const url = new URL(request.url ?? "/", store.endpoint);
    const [, bucket = "", ...rest] = url.pathname.split("/").map((part) => decodeURIComponent(part));
    const key = rest.join("/");
    const named = nameOf(request.method ?? "", key, url.searchParams);
    const copying: Record<string, string> = { PutObject: "CopyObject", UploadPart: "UploadPartCopy" };
    const operation = "x-amz-copy-source" in request.headers ? (copying[named] ?? named) : named;
    const asked = {
      operation,
      key: `${bucket}/${key}`,
      number: store.requests.length + 1,
      part: Number(url.searchParams.get("partNumber") ?? 0),
    };
    store.requests.push(asked);
    const fault = store.fault(asked);
    if (fault === "hold") return;
    if (fault === "lose") return void request.socket.destroy();
    try {
      if (typeof fault === "object" && "html" in fault) {
        response.writeHead(fault.status, { "content-type": "text/html", location: "http://127.0.0.1:1/sign-in" });
        return void response.end(request.method === "HEAD" ? undefined : fault.html);
      }
      if (typeof fault === "object") throw new Refusal(fault.status, fault.code);
      requireCredentials(request);
      if (!buckets.includes(bucket)) throw new Refusal(404, "NoSuchBucket");
      requireWhole(request, body);
      const given = act({ operation, bucket, key, query: url.searchParams, request, body });
      if (fault === "lose answer") return void request.socket.destroy();
      response.writeHead(given.status ?? 200, given.headers);
      if (fault === "cut") {
        response.write((given.body ?? Buffer.alloc(2)).subarray(0, (given.body?.length ?? 2) / 2));
        return void setImmediate(() => request.socket.destroy());
      }
      response.end(request.method === "HEAD" ? undefined : given.body);
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(500, `Broken: ${String(error)}`);
      response.writeHead(refusal.status, { "content-type": "application/xml" });
      const text = `<Error><Code>${refusal.code}</Code><Message>${refusal.code} it is</Message></Error>`;
      response.end(request.method === "HEAD" ? undefined : text);
    }
  }

  function act({ operation, bucket, key, query, request, body }: Asked): Answer {
    const place = `${bucket}/${key}`;
    const header = (name: string): string | undefined => request.headers[name]?.toString();
    switch (operation) {
      case "PutObject": {
        requireFree(place, header("if-none-match"));
        requireSame(place, header("if-match"));
        const object = toObject(body, header("x-amz-checksum-sha256"));
        store.objects.set(place, object);
        return { headers: { etag: object.etag, ...tell(object) } };
      }
      case "HeadObject":
      case "GetObject": {
        const object = store.objects.get(place);
        if (object === undefined) throw new Refusal(404, "NoSuchKey");
        const mode = header("x-amz-checksum-mode") === "ENABLED" ? tell(object) : {};
        return {
          headers: { etag: object.etag, "content-length": String(object.body.length), ...mode },
          body: object.body,
        };
      }
      case "ListObjectsV2": {
        const prefix = query.get("prefix") ?? "";
        const keys = [...store.objects.keys()].filter((one) => one.startsWith(`${bucket}/${prefix}`)).sort();
        const from = Number(query.get("continuation-token") ?? 0);
        const isEncoded = query.get("encoding-type") === "url";
        const page = keys.slice(from, from + Math.min(pageSize, Number(query.get("max-keys") ?? pageSize)));
        const isMore = from + page.length < keys.length;
        const contents = page.map((one) => {
          const object = store.objects.get(one);
          const name = one.slice(bucket.length + 1);
          const shown = isEncoded ? encodeURIComponent(name).replaceAll("%20", "+") : escape(name);
          return `<Contents><Key>${shown}</Key><Size>${object?.body.length}</Size><ETag>${escape(object?.etag ?? "")}</ETag></Contents>`;
        });
        const encoding = isEncoded ? "<EncodingType>url</EncodingType>" : "";
        const next = isMore ? `<NextContinuationToken>${from + page.length}</NextContinuationToken>` : "";
        return xml("ListBucketResult", `${encoding}<IsTruncated>${isMore}</IsTruncated>${next}${contents.join("")}`);
      }
      case "DeleteObjects": {
        for (const [, one = ""] of body.toString().matchAll(/<Key>(.*?)<\/Key>/gs))
          store.objects.delete(`${bucket}/${unescape(one)}`);
        return xml("DeleteResult", "");
      }
      case "CreateMultipartUpload": {
        const id = randomUUID();
        store.uploads.set(id, { key: place, parts: new Map() });
        return xml("InitiateMultipartUploadResult", `<Key>${escape(key)}</Key><UploadId>${id}</UploadId>`);
      }
      case "CopyObject": {
        const { etag, ...copied } = sourceOf(header("x-amz-copy-source"));
        store.objects.set(place, { ...copied, etag });
        return xml("CopyObjectResult", `<ETag>${escape(etag)}</ETag>`);
      }
      case "UploadPartCopy": {
        const { body: whole } = sourceOf(header("x-amz-copy-source"));
        const [, from = 0, to = 0] = /^bytes=(\d+)-(\d+)$/.exec(header("x-amz-copy-source-range") ?? "") ?? [];
        const part = toObject(whole.subarray(Number(from), Number(to) + 1), undefined);
        uploadOf(query).parts.set(Number(query.get("partNumber")), part);
        return xml("CopyPartResult", `<ETag>${escape(part.etag)}</ETag>`);
      }
      case "UploadPart": {
        const upload = uploadOf(query);
        const part = toObject(body, header("x-amz-checksum-sha256"));
        upload.parts.set(Number(query.get("partNumber")), part);
        return { headers: { etag: part.etag, ...tell(part) } };
      }
      case "ListMultipartUploads": {
        const begun = [...store.uploads].filter(([, one]) =>
          one.key.startsWith(`${bucket}/${query.get("prefix") ?? ""}`),
        );
        const texts = begun.map(
          ([id, one]) =>
            `<Upload><Key>${escape(one.key.slice(bucket.length + 1))}</Key><UploadId>${id}</UploadId></Upload>`,
        );
        return xml("ListMultipartUploadsResult", `<IsTruncated>false</IsTruncated>${texts.join("")}`);
      }
      case "ListParts": {
        const parts = [...uploadOf(query).parts].map(
          ([number, { body: bytes, etag, checksum }]) =>
            `<Part><PartNumber>${number}</PartNumber><Size>${bytes.length}</Size><ETag>${escape(etag)}</ETag>${checksum === undefined ? "" : `<ChecksumSHA256>${checksum}</ChecksumSHA256>`}</Part>`,
        );
        return xml("ListPartsResult", `<IsTruncated>false</IsTruncated>${parts.join("")}`);
      }
      case "CompleteMultipartUpload": {
        requireFree(place, header("if-none-match"));
        const object = complete(uploadOf(query), body.toString());
        store.objects.set(place, object);
        store.uploads.delete(query.get("uploadId") ?? "");
        const checksum = object.checksum === undefined ? "" : `<ChecksumSHA256>${object.checksum}</ChecksumSHA256>`;
        return xml("CompleteMultipartUploadResult", `<ETag>${escape(object.etag)}</ETag>${checksum}`);
      }
      case "AbortMultipartUpload":
        uploadOf(query);
        store.uploads.delete(query.get("uploadId") ?? "");
        return { status: 204 };
      default:
        throw new Refusal(501, "NotImplemented");
    }
  }

  function requireFree(place: string, condition: string | undefined): void {
    if (condition === undefined || store.ignoresConditions) return;
    if (!store.isConditional) throw new Refusal(501, "NotImplemented");
    if (store.objects.has(place)) throw new Refusal(412, "PreconditionFailed");
  }

  function requireSame(place: string, condition: string | undefined): void {
    if (condition === undefined) return;
    if (!store.isConditional) throw new Refusal(501, "NotImplemented");
    if (store.objects.get(place)?.etag !== condition) throw new Refusal(412, "PreconditionFailed");
  }

  function sourceOf(text: string | undefined): StoredObject {
    const object = store.objects.get(decodeURIComponent(text ?? ""));
    if (object === undefined) throw new Refusal(404, "NoSuchKey");
    return object;
  }

  function uploadOf(query: URLSearchParams): Upload {
    const upload = store.uploads.get(query.get("uploadId") ?? "");
    if (upload === undefined) throw new Refusal(404, "NoSuchUpload");
    return upload;
  }

  /** Checks each part that is named, by what the client says of it. */
  function complete({ parts }: Upload, text: string): StoredObject {
    const named = [...text.matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part = ""]) => {
      const number = Number(/<PartNumber>(\d+)</.exec(part)?.[1]);
      const known = parts.get(number);
      const said = /<ChecksumSHA256>(.*?)</.exec(part)?.[1];
      if (known === undefined || (said !== undefined && said !== sha256(known.body).toString("base64")))
        throw new Refusal(400, "InvalidPart");
      return known;
    });
    if (named.slice(0, -1).some(({ body }) => body.length < LEAST_PART)) throw new Refusal(400, "EntityTooSmall");
    const digests = Buffer.concat(named.map(({ body }) => sha256(body)));
    const checksum = `${sha256(digests).toString("base64")}-${named.length}`;
    const body = Buffer.concat(named.map((part) => part.body));
    return { body, etag: `"${sha256(body).toString("hex").slice(0, 32)}-${named.length}"`, checksum: kept(checksum) };
  }

  function toObject(body: Buffer, said: string | undefined): StoredObject {
    const checksum = sha256(body).toString("base64");
    if (said !== undefined && said !== checksum) throw new Refusal(400, "BadDigest");
    return {
      body,
      etag: `"${createHash("md5").update(body).digest("hex")}"`,
      checksum: said === undefined ? undefined : kept(checksum),
    };
  }

  function kept(checksum: string): string | undefined {
    return store.keepsChecksums ? checksum : undefined;
  }
}

interface Asked {
  readonly operation: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly body: Buffer;
}

interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer;
}

function nameOf(method: string, key: string, query: URLSearchParams): string {
  const has = (name: string): boolean => query.has(name);
  if (method === "GET" && key === "") return has("uploads") ? "ListMultipartUploads" : "ListObjectsV2";
  if (method === "POST" && key === "" && has("delete")) return "DeleteObjects";
  if (method === "POST") return has("uploads") ? "CreateMultipartUpload" : "CompleteMultipartUpload";
  if (method === "PUT") return has("partNumber") ? "UploadPart" : "PutObject";
  if (method === "DELETE") return has("uploadId") ? "AbortMultipartUpload" : "DeleteObject";
  if (method === "GET") return has("uploadId") ? "ListParts" : "GetObject";
  return method === "HEAD" ? "HeadObject" : method;
}

function requireCredentials({ headers }: IncomingMessage): void {
  const given = headers.authorization ?? "";
  if (!given.startsWith("AWS4-HMAC-SHA256 Credential=")) throw new Refusal(403, "AccessDenied");
  if (!given.includes(`Credential=${ACCESS_KEY}/`)) throw new Refusal(403, "InvalidAccessKeyId");
}

/** What the client has signed for the body. */
function requireWhole({ headers }: IncomingMessage, body: Buffer): void {
  const signed = headers["x-amz-content-sha256"]?.toString() ?? "";
  if (/^[0-9a-f]{64}$/.test(signed) && signed !== sha256(body).toString("hex"))
    throw new Refusal(400, "XAmzContentSHA256Mismatch");
}

function tell({ checksum }: StoredObject): Record<string, string> {
  return checksum === undefined ? {} : { "x-amz-checksum-sha256": checksum };
}

function xml(name: string, text: string): Answer {
  return {
    headers: { "content-type": "application/xml" },
    body: Buffer.from(`<?xml version="1.0"?><${name}>${text}</${name}>`),
  };
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function unescape(text: string): string {
  const plain = text.replaceAll(/&#x([0-9a-f]+);/gi, (_, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  );
  return plain
    .replaceAll("&apos;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

async function collect(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    // Whoever asked was killed; what it sent counts for nothing.
    return Buffer.alloc(0);
  }
  return Buffer.concat(chunks);
}
