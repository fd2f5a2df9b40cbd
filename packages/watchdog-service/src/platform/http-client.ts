import { request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";

/** Posting one document, behind a port. Redirects are not followed. */
export interface HttpClient {
  /** Rejects on network errors, on abort, and with the code ETIMEDOUT when the whole answer takes longer than `timeoutMs`. */
  post(url: string, request: PostRequest): Promise<HttpAnswer>;
}

interface PostRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The start of the body. */
  readonly body: string;
}

/** No acceptance is longer: it repeats the request at most. */
const ANSWER_BYTES = 4 * 1024 * 1024;

/** `node:http` rather than `fetch`: no redirects, no shared pool of connections, one deadline for everything. */
export const nodeHttpClient: HttpClient = {
  post: (url, { headers, body, timeoutMs, signal }) =>
    new Promise((resolve, reject) => {
      const send = new URL(url).protocol === "https:" ? requestSecure : requestPlain;
      const bytes = Buffer.from(body);
      const request = send(url, {
        method: "POST",
        headers: { ...headers, "content-length": String(bytes.length) },
        agent: false,
        signal,
      });
      const timer = setTimeout(() => {
        request.destroy(Object.assign(new Error(`no answer within ${timeoutMs / 1000} s`), { code: "ETIMEDOUT" }));
      }, timeoutMs);
      const fail = (error: Error): void => {
        clearTimeout(timer);
        reject(error);
      };
      request.on("error", fail);
      request.on("response", (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        const finish = (): void => {
          clearTimeout(timer);
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
        response.on("error", fail);
        response.on("aborted", () => fail(Object.assign(new Error("the answer broke off"), { code: "ECONNRESET" })));
      });
      request.end(bytes);
    }),
};
