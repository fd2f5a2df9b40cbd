import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { CALLBACK_PATH } from "../people/provider.js";

/** Another port of the same computer has another cookie, though browsers do not tell ports apart; with TLS it is bound to its host. */
function nameOf(origin: string): string {
  const { protocol, port } = new URL(origin);
  return protocol === "https:" ? "__Host-rigline_fleet" : `rigline_fleet_${port}`;
}

function isSecure(origin: string): boolean {
  return origin.startsWith("https:");
}

/** The secret of a visit, as a browser sends it. */
export function visitCookie(context: Context, origin: string): string | undefined {
  return getCookie(context, nameOf(origin));
}

export function setVisitCookie(context: Context, origin: string, secret: string): void {
  setCookie(context, nameOf(origin), secret, {
    httpOnly: true,
    sameSite: "Strict",
    path: "/",
    secure: isSecure(origin),
  });
}

export function dropVisitCookie(context: Context, origin: string): void {
  deleteCookie(context, nameOf(origin), { path: "/", secure: isSecure(origin) });
}

const PROVIDER_COOKIE = "rigline_fleet_sign_in";
const PROVIDER_SECONDS = 600;

/** Sent along when somebody comes back from a provider, which is another site: so it is Lax, and of that path alone. */
export function setProviderCookie(context: Context, origin: string, secret: string): void {
  setCookie(context, PROVIDER_COOKIE, secret, {
    httpOnly: true,
    sameSite: "Lax",
    path: CALLBACK_PATH,
    secure: isSecure(origin),
    maxAge: PROVIDER_SECONDS,
  });
}

/** Good once. */
export function takeProviderCookie(context: Context): string | undefined {
  return deleteCookie(context, PROVIDER_COOKIE, { path: CALLBACK_PATH });
}
