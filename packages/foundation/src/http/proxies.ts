import { BlockList, isIP } from "node:net";

/** The proxy by which an address is asked; undefined for none. Throws a TypeError where the one that is set can't be used. */
export type FindProxy = (url: URL) => URL | undefined;

/** Every address is asked itself. */
export const noProxy: FindProxy = () => undefined;

/**
 * Reads HTTP_PROXY, HTTPS_PROXY, ALL_PROXY for both, and NO_PROXY, the names in small letters first, as curl does. What is
 * wrong with a proxy is said when it is needed, without its password.
 */
export function readProxies(environment: Readonly<Record<string, string | undefined>>): FindProxy {
  const read = (name: string): string => (environment[name.toLowerCase()] || environment[name] || "").trim();
  const exempt = read("NO_PROXY")
    .split(/[\s,]+/u)
    .filter((entry) => entry !== "")
    .map(toRule);
  return (url) => {
    const host = hostOf(url).toLowerCase();
    if (isLoopback(host) || exempt.some((matches) => matches(host, portOf(url)))) return undefined;
    const name = url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
    return readProxy(name, read(name) || read("ALL_PROXY"));
  };
}

/** The host without the brackets of IPv6. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/u, "$1");
}

export function portOf({ port, protocol }: URL): number {
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}

function readProxy(name: string, text: string): URL | undefined {
  if (text === "") return undefined;
  const written = text.includes("://") ? text : `http://${text}`;
  const url = URL.canParse(written) ? new URL(written) : undefined;
  const objection = url === undefined ? "is no address" : objectionTo(url);
  if (url !== undefined && objection === undefined) return url;
  throw new TypeError(`the variable ${name} (or ALL_PROXY) ${objection}: a proxy is written http://host:port`);
}

function objectionTo({ protocol, username, password }: URL): string | undefined {
  if (protocol !== "http:" && protocol !== "https:") return `names a proxy of the kind ${protocol.slice(0, -1)}`;
  try {
    decodeURIComponent(username + password);
    return undefined;
  } catch {
    return "has a % in its user or password that must be written as %25";
  }
}

/** A service on the rig itself is never behind a proxy. */
function isLoopback(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || host === "::1" || /^127\.\d+\.\d+\.\d+$/u.test(host);
}

/** `*`, `host`, `.domain`, `*.domain` (a domain with all below it), `host:port`, `10.0.0.0/8`. */
function toRule(entry: string): (host: string, port: number) => boolean {
  if (entry === "*") return () => true;
  const [, network = "", bits] = /^([\da-f.:]+)\/(\d+)$/iu.exec(entry) ?? [];
  if (isIP(network) !== 0) {
    const list = new BlockList();
    const family = isIP(network) === 6 ? "ipv6" : "ipv4";
    const most = family === "ipv6" ? 128 : 32;
    list.addSubnet(network, Math.min(most, Number(bits)), family);
    return (host) => isIP(host) !== 0 && list.check(host, isIP(host) === 6 ? "ipv6" : "ipv4");
  }
  const [, written = entry, only] = isIP(entry) === 6 ? [] : (/^(.*?)(?::(\d+))?$/u.exec(entry) ?? []);
  const name = written.replace(/^\*?\.|^\[|\]$/gu, "").toLowerCase();
  return (host, port) =>
    (only === undefined || Number(only) === port) && (host === name || (isIP(host) === 0 && host.endsWith(`.${name}`)));
}
