import { ask, type FindProxy } from "@rigline/foundation/http";
import type { CustomFetchOptions } from "openid-client";

/** What openid-client asks by. */
type FetchThrough = (url: string, options: CustomFetchOptions) => Promise<Response>;

const ANSWER_MS = 10_000;

/** Asks as everything else of ours does: through the lab's proxy, with one deadline for the whole answer; redirects are not followed. */
export function fetchThrough(findProxy: FindProxy): FetchThrough {
  return async (url, { method, headers, body, signal }) => {
    const sent = body === undefined || body === null ? undefined : Buffer.from(await new Response(body).arrayBuffer());
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
