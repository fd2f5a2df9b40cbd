import { ask, type HttpLimits } from "./http-client.js";
import type { FindProxy } from "./proxies.js";

/** The JSON document at an address. Rejects on any other answer than 200, and as `post` does. */
export async function getJson(url: string, findProxy: FindProxy, limits: HttpLimits): Promise<unknown> {
  const { status, body } = await ask(new URL(url), "GET", { accept: "application/json" }, undefined, findProxy, limits);
  if (status !== 200) throw new Error(`it answered ${status}`);
  return JSON.parse(body) as unknown;
}

export interface JsonRequest extends HttpLimits {
  readonly method: "GET" | "PUT" | "POST";
  /** Sent as JSON; plain data. */
  readonly body?: unknown;
}

/**
 * What a server answers, as JSON; undefined for an empty answer. Rejects on any status but 2xx, with the first line of what it
 * said, on an answer that is no JSON, and as `post` does.
 */
export async function askJson(url: string, request: JsonRequest, findProxy: FindProxy): Promise<unknown> {
  const { method, body: value, ...limits } = request;
  const sent = value === undefined ? undefined : Buffer.from(JSON.stringify(value));
  const length =
    sent === undefined ? {} : { "content-type": "application/json", "content-length": String(sent.length) };
  const headers = { accept: "application/json", ...length };
  const { status, body } = await ask(new URL(url), method, headers, sent, findProxy, limits);
  const [line = ""] = body.trim().split("\n");
  if (status < 200 || status > 299) throw new Error(`it answered ${status}${line === "" ? "" : `: ${line}`}`);
  if (line === "") return undefined;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new Error(`it answered what is no JSON: ${line}`);
  }
}
