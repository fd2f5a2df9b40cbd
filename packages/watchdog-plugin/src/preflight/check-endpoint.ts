import type { Finding, Network } from "@rigline/core";
import { messageOf } from "@rigline/foundation/errors";
import type { FindProxy } from "@rigline/foundation/http";

const TIMEOUT_MS = 2_000;
const subject = "endpoint";

/**
 * Whether something answers where jobs are to be submitted: by night nobody is there to correct a misspelt name. A warning at
 * most, because an outage must not keep a rig from recording. Only a connection is made, to the proxy where there is
 * one, and nothing is sent.
 */
export async function checkEndpoint(
  network: Network,
  endpoint: string,
  findProxy: FindProxy,
  signal: AbortSignal,
): Promise<Finding> {
  const url = new URL(endpoint);
  let proxy: URL | undefined;
  try {
    proxy = findProxy(url);
    await network.reach(proxy ?? url, { timeoutMs: TIMEOUT_MS, signal });
  } catch (error) {
    const why = signal.aborted || !isTimeout(error) ? messageOf(error) : `no answer in ${TIMEOUT_MS / 1000} s`;
    return {
      level: "warning",
      subject,
      message: `nothing answers at ${proxy === undefined ? "" : `${proxy.host}, the proxy of `}${url.host}, where jobs are submitted: ${why}`,
      todo: "Correct `watchdog.transfer_endpoint`, or connect the network before the transfer starts. The data are copied all the same.",
    };
  }
  if (url.pathname.startsWith("/api/v1/"))
    return {
      level: "warning",
      subject,
      message: `${url.host} answers, and ${url.pathname} is of an API that services of today do not have`,
      todo: "Write /api/v2/submit_jobs into `watchdog.transfer_endpoint`, unless the service is an old one.",
    };
  const message = proxy === undefined ? `${url.host} answers` : `${proxy.host} answers, the proxy of ${url.host}`;
  return { level: "ok", subject, message };
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError");
}
