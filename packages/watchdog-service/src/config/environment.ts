import { type FindProxy, readProxies } from "@rigline/foundation/http";

// The only reader of process.env in this package.

/** The variable TZ. */
export function readZoneVariable(): string | undefined {
  return process.env["TZ"];
}

/** The proxies that the usual variables name. */
export function readProxyVariables(): FindProxy {
  return readProxies(process.env);
}
