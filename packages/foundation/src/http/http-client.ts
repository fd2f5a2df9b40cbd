import type { ClientRequest, IncomingMessage, RequestOptions } from "node:http";
import { isIP, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { formatDuration } from "../quantities/format-quantity.js";
import { type FindProxy, hostOf, portOf } from "./proxies.js";

/** Posting one document, behind a port. Redirects are not followed. */
export interface HttpClient {
  /**
   * Rejects on network errors, on abort, and with the code ETIMEDOUT when the whole answer takes longer than `timeoutMs`; with
   * a `NeverSent` where nothing can have come to the address, because no connection came about.
   */
  post(url: string, request: PostRequest): Promise<HttpAnswer>;
}

export interface NeverSent extends Error {
  readonly neverSent: true;
}

/** Whether an error of an `HttpClient` says that nothing can have come to the address. */
export function wasNeverSent(error: unknown): error is NeverSent {
  return (error as { readonly neverSent?: unknown } | null | undefined)?.neverSent === true;
}

export function neverSent(error: Error): NeverSent {
  return Object.assign(error, { neverSent: true } as const);
}

export interface HttpLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface PostRequest extends HttpLimits {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The first 4 MiB of the body. */
  readonly body: string;
}

const PROXY_LOGIN = 407;

/** No answer that is wanted is longer; a body with more bytes is cut. */
export const ANSWER_BYTES = 4 * 1024 * 1024;

/**
 * `node:http` rather than `fetch`, which in Node 20 knows no proxies: a connection for each request, closed after it, and one
 * deadline for everything.
 */
export function createHttpClient(findProxy: FindProxy): HttpClient {
  return {
    post: (url, { headers, body, ...limits }) => {
      const bytes = typeof body === "string" ? Buffer.from(body) : body;
      return ask(
        new URL(url),
        "POST",
        { ...headers, "content-length": String(bytes.length) },
        bytes,
        findProxy,
        limits,
      );
    },
  };
}

/** One request, and the whole of its answer. Rejects as `post` does. */
export async function ask(
  url: URL,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array | undefined,
  findProxy: FindProxy,
  { timeoutMs, signal }: HttpLimits,
): Promise<HttpAnswer> {
  const proxy = findProxy(url);
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(tooLate(timeoutMs)), timeoutMs);
  const options = { method, headers, signal: AbortSignal.any([signal, deadline.signal]) };
  let isConnected = false;
  try {
    const request = await open(url, proxy, options);
    onConnected(request, () => (isConnected = true));
    const answer = await readAnswer(request, body);
    // Only a proxy answers so: the address itself was never asked.
    if (proxy !== undefined && answer.status === PROXY_LOGIN)
      throw neverSent(new Error("it answered 407: it wants a login"));
    return answer;
  } catch (error) {
    const shown = deadline.signal.aborted && !signal.aborted ? deadline.signal.reason : explain(error, proxy);
    throw isConnected || !(shown instanceof Error) ? shown : neverSent(shown);
  } finally {
    clearTimeout(timer);
  }
}

/** Node's types have the socket as if it were always there. */
type BegunRequest = Pick<ClientRequest, "once"> & { readonly socket: Socket | null };

/** Called when what is sent may arrive: of a tunnel that was refused, or a server that was not found, never. */
function onConnected(request: BegunRequest, listener: () => void): void {
  const note = (socket: Socket): void => {
    if (socket.connecting) socket.once("connect", listener);
    else listener();
  };
  if (request.socket === null) request.once("socket", note);
  else note(request.socket);
}

async function open(url: URL, proxy: URL | undefined, options: RequestOptions): Promise<ClientRequest> {
  const secure = url.protocol === "https:";
  const request = await requestBy(url);
  if (proxy === undefined) return request(url, { ...options, agent: false });
  if (secure) {
    const socket = await openTunnel(url, proxy, options.signal);
    return request(url, { ...options, createConnection: () => socket });
  }
  const path = `${url.origin}${url.pathname}${url.search}`;
  const headers = { ...(options.headers as Record<string, string>), host: url.host, ...loginOf(proxy) };
  const auth = url.username === "" ? {} : { auth: pairOf(url) };
  return toProxy(proxy, { ...options, ...auth, path, headers });
}

/** Loaded with the first request: TLS and HTTP are a twentieth of what it takes a daemon to start, and most of them send nothing. */
async function requestBy({ protocol }: URL): Promise<typeof import("node:https").request> {
  const { request } = protocol === "https:" ? await import("node:https") : await import("node:http");
  return request;
}

async function toProxy(proxy: URL, options: RequestOptions): Promise<ClientRequest> {
  const request = await requestBy(proxy);
  return request({ ...options, host: hostOf(proxy), port: portOf(proxy), agent: false });
}

/** A connection to the address itself, through the proxy, which sees nothing of what is said. */
async function openTunnel(url: URL, proxy: URL, signal: AbortSignal | undefined): Promise<TLSSocket> {
  const path = `${url.hostname}:${portOf(url)}`;
  const headers = { host: path, ...loginOf(proxy) };
  const { connect } = await import("node:tls");
  const request = await toProxy(proxy, {
    method: "CONNECT",
    path,
    headers,
    ...(signal === undefined ? {} : { signal }),
  });
  return new Promise((resolve, reject) => {
    request.on("error", reject);
    request.on("close", () => reject(brokeOff()));
    request.on("connect", ({ statusCode = 0 }, socket) => {
      const host = hostOf(url);
      if (statusCode >= 200 && statusCode < 300)
        return resolve(connect({ socket, ...(isIP(host) === 0 ? { servername: host } : { host }) }));
      socket.destroy();
      const login = statusCode === PROXY_LOGIN ? ": it wants a login" : "";
      reject(new Error(`it answered ${statusCode} to CONNECT${login}`));
    });
    request.end();
  });
}

function loginOf(proxy: URL): Readonly<Record<string, string>> {
  if (proxy.username === "") return {};
  return { "proxy-authorization": `Basic ${Buffer.from(pairOf(proxy)).toString("base64")}` };
}

function pairOf({ username, password }: URL): string {
  return `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
}

function readAnswer(request: ClientRequest, body: Uint8Array | undefined): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    request.on("error", reject);
    let isAnswered = false;
    // An upgrade that nobody asked for is passed over in silence by Node; of an answer, its own events tell the end.
    request.on("close", () => isAnswered || reject(brokeOff()));
    request.on("response", (response: IncomingMessage) => {
      isAnswered = true;
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = (): void => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      };
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size <= ANSWER_BYTES) return;
        finish();
        response.destroy();
      });
      response.on("end", finish);
      response.on("error", reject);
      response.on("aborted", () => reject(brokeOff()));
    });
    request.end(body);
  });
}

function brokeOff(): Error {
  return Object.assign(new Error("the answer broke off"), { code: "ECONNRESET" });
}

function tooLate(timeoutMs: number): Error {
  return Object.assign(new Error(`no answer within ${formatDuration(timeoutMs)}`), { code: "ETIMEDOUT" });
}

/** What OpenSSL says of a certificate that is good, and of an authority that this machine's Node does not know. */
const NOT_TRUSTED = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/** The same error, which says by which proxy it came, and what helps where a certificate is not trusted. */
function explain(error: unknown, proxy: URL | undefined): unknown {
  if (!(error instanceof Error) || error.name === "AbortError") return error;
  const { code } = error as NodeJS.ErrnoException;
  const by = proxy === undefined ? "" : `by the proxy ${proxy.host}: `;
  const hint = NOT_TRUSTED.has(code ?? "")
    ? " (if the institute signs its own, set NODE_EXTRA_CA_CERTS to the file of its certificate)"
    : "";
  if (by !== "" || hint !== "") error.message = `${by}${error.message}${hint}`;
  return error;
}
