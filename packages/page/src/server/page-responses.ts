import type { Context, MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { toJson } from "./to-json.js";

/** A file of a page's half in the browser. */
export interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

/** Nothing of a page is kept, framed, or loaded from elsewhere; no script but its own is run, and no text is ever taken for one. */
export function pageHeaders(): MiddlewareHandler {
  const secure = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
    },
    crossOriginResourcePolicy: "same-origin",
    crossOriginOpenerPolicy: "same-origin",
    referrerPolicy: "no-referrer",
    xFrameOptions: "DENY",
    strictTransportSecurity: false,
  });
  return async (context, next) => {
    await secure(context, next);
    if (!context.res.headers.has("cache-control")) context.res.headers.set("cache-control", "no-store");
  };
}

/** Whether a page asks for it itself, from where it was served: SameSite does not tell one port of a computer from another. */
export function isOfThePage(context: Context, origin: string): boolean {
  const site = context.req.header("sec-fetch-site");
  return (
    context.req.header("x-rigline") === "page" &&
    context.req.header("origin") === origin &&
    (site === undefined || site === "same-origin")
  );
}

export function sendAsset(context: Context, asset: Asset | undefined): Response {
  if (asset === undefined) return context.json({ error: "there is nothing here" }, 404);
  const isNamedByContent = context.req.path.startsWith("/assets/");
  return context.body(asset.bytes, 200, {
    "content-type": asset.type,
    ...(isNamedByContent ? { "cache-control": "private, max-age=31536000, immutable" } : {}),
  });
}

export function sendJson(context: Context, value: unknown, status: 200 | 201 | 202 = 200): Response {
  return context.body(toJson(value), status, { "content-type": "application/json; charset=utf-8" });
}

/** Undefined: it is none. */
export async function readJsonBody(context: Context): Promise<unknown> {
  try {
    return (await context.req.json()) as unknown;
  } catch {
    return undefined;
  }
}
