import { ask, type FindProxy, type HttpAnswer, type HttpLimits } from "@rigline/foundation/http";

/** One request of any method, and the whole of its answer. Rejects where none came. */
export type HttpRequest = (
  url: string,
  request: HttpLimits & {
    readonly method: "GET" | "POST" | "PATCH";
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  },
) => Promise<HttpAnswer>;

export function createHttpRequest(findProxy: FindProxy): HttpRequest {
  return (url, { method, headers, body, ...limits }) => {
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const length = bytes === undefined ? {} : { "content-length": String(bytes.length) };
    return ask(new URL(url), method, { ...headers, ...length }, bytes, findProxy, limits);
  };
}
