import { ask, type FindProxy } from "@rigline/foundation/http";
import type { CustomFetchOptions } from "openid-client";

/** What openid-client asks by. */
type FetchThrough = (url: string, options: CustomFetchOptions) => Promise<Response>;

const ANSWER_MS = 10_000;

/** Asks as everything else of ours does: through the lab's proxy, with one deadline for the whole answer; redirects are not followed. */
export function fetchThrough(findProxy: FindProxy): FetchThrough {
  return async (url, { method, headers, body, signal }) => {
    const sent = bytesOf(body);
    const length = sent === undefined ? {} : { "content-length": String(sent.byteLength) };
    const limits = { timeoutMs: ANSWER_MS, signal: signal ?? new AbortController().signal };
    const answer = await ask(new URL(url), method, { ...headers, ...length }, sent, findProxy, limits);
    const told = Object.entries(answer.headers).flatMap(([name, value]): (readonly [string, string])[] =>
      value === undefined ? [] : [value].flat().map((one) => [name, one]),
    );
    // Of these an answer may have no body.
    const isBare = answer.status === 204 || answer.status === 304;
    return new Response(isBare ? null : answer.body, { status: answer.status, headers: told.map((one) => [...one]) });
  };
}

/** What is sent is a form, or nothing. */
function bytesOf(body: CustomFetchOptions["body"]): Buffer | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === "string" || body instanceof URLSearchParams) return Buffer.from(body.toString());
  throw new TypeError("only text is sent to a provider");
}
