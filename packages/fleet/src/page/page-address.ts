import { isOwnHost } from "@rigline/page/parts";
import { isLoopbackName } from "../people/loopback-name.js";
import { pageServerError } from "./page-errors.js";

/** Where the page is seen, and whether it may be asked so. */
export interface PageAddress {
  /** Where a request was made to, as browsers write it: `https://fleet.example.org`; undefined: it is not answered there. */
  originOf(host: string | undefined): string | undefined;
}

/**
 * `url`: the fleet's own address for people, behind a proxy with TLS; undefined: it has none. Anything else than that is answered on
 * loopback alone: a password is never sent without TLS, and no other name leads here. Throws FLEET_PAGE_URL.
 */
export function pageAddress(url: string | undefined): PageAddress {
  const own = url === undefined ? undefined : parseOwn(url);
  return {
    originOf: (host) => {
      if (own !== undefined && host === own.host) return own.origin;
      return isOwnHost(host) ? `http://${host}` : undefined;
    },
  };
}

function parseOwn(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopbackName(url.hostname));
  if (url === undefined || !isSafe || url.pathname !== "/" || url.search !== "" || url.username !== "")
    throw pageServerError("FLEET_PAGE_URL", { what: `"${text}" is no address that people can be let in at` });
  return url;
}
