import { Hono, type Context, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { getCookie, setCookie } from "hono/cookie";
import type { Clock } from "@rigline/foundation/platform";
import { ActRequestSchema } from "../acts/act-request.js";
import type { ActRunner } from "../acts/act-runner.js";
import type { PageStore } from "../feed/page-store.js";
import type { SourcedRow } from "../feed/make-rows.js";
import type { SessionDetails } from "../wire/page-state.js";
import type { Access } from "./access.js";
import { isOfThePage, pageHeaders, readJsonBody, sendAsset, sendJson, type Asset } from "./page-responses.js";
import { streamEvents } from "./stream-events.js";

export interface AppParts {
  readonly clock: Clock;
  readonly access: Access;
  readonly store: PageStore;
  readonly acts: Pick<ActRunner, "begin" | "end">;
  /** How old what is shown is, milliseconds. */
  readonly age: () => number;
  readonly describe: (row: SourcedRow) => SessionDetails;
  /** A file of the browser's half by its name; undefined: there is none. */
  readonly readAsset: (name: string) => Asset | undefined;
  /** Known when it is listened at. */
  readonly port: () => number;
}

const LONGEST_BODY = 64 * 1024;

/** The page's routes. Whoever calls has held the Host header against `isOwnHost` before. */
export function createApp(parts: AppParts): Hono {
  const { access, store, acts, readAsset } = parts;
  const app = new Hono({ strict: true });
  app.use(pageHeaders());
  app.get("/", (context, next) => {
    const code = context.req.query("code");
    if (code === undefined) return next();
    const secret = access.takeCode(code);
    if (secret === undefined) return turnAway(context, "This link was used before, or is older than two minutes.");
    setCookie(context, cookieName(parts), secret, { httpOnly: true, sameSite: "Strict", path: "/" });
    // The code is out of the address bar, and of the history.
    return context.redirect("/", 303);
  });
  app.use(requireAccess(parts));
  app.use(bodyLimit({ maxSize: LONGEST_BODY }));
  app.get("/", (context) => sendAsset(context, readAsset("index.html")));
  app.get("/assets/:name", (context) => sendAsset(context, readAsset(`assets/${context.req.param("name")}`)));
  app.get("/api/state", (context) => {
    const { state } = store;
    return state === undefined
      ? context.json({ error: "nothing has been looked at yet" }, 503)
      : sendJson(context, state);
  });
  app.get("/api/events", (context) => streamEvents(context, parts));
  app.get("/api/sessions/:key", (context) => {
    const row = store.find(context.req.param("key"));
    return row === undefined
      ? context.json({ error: "there is no such session" }, 404)
      : sendJson(context, parts.describe(row));
  });
  app.post("/api/codes", (context) => {
    // A visitor can't make another; who may read the file can.
    if (!access.isBearer(context.req.header("authorization"))) return context.json({ error: "only for scripts" }, 403);
    return context.json({ link: linkOf(parts.port(), access.makeCode()) });
  });
  app.post("/api/acts", async (context) => {
    const request = ActRequestSchema.safeParse(await readJsonBody(context));
    if (!request.success) return context.json({ error: "that is nothing that can be asked for" }, 400);
    const { act, keys } = request.data;
    const targets = keys.flatMap((key) => store.find(key) ?? []);
    const isOfAll = act === "plan" || act === "clean";
    if (isOfAll !== (keys.length === 0) || targets.length !== keys.length)
      return context.json({ error: "a session that is meant is not there any more" }, 409);
    return sendJson(context, acts.begin(request.data, targets), 202);
  });
  app.post("/api/acts/:id/end", (context) => {
    const isEnded = acts.end(Number(context.req.param("id")));
    return isEnded ? context.json({}) : context.json({ error: "it has ended already" }, 404);
  });
  app.notFound((context) => context.json({ error: "there is nothing here" }, 404));
  return app;
}

/** The link that opens a visit. */
export function linkOf(port: number, code: string): string {
  return `http://127.0.0.1:${port}/?code=${code}`;
}

/** Cookies know no ports: two pages on one computer would take each other's. */
function cookieName({ port }: AppParts): string {
  return `rigline_page_${port()}`;
}

/** A visit's cookie or the bearer token; and of what changes something that the page itself asks for it. */
function requireAccess(parts: AppParts): MiddlewareHandler {
  return async (context, next) => {
    const { access } = parts;
    const isScript = access.isBearer(context.req.header("authorization"));
    if (!isScript && !access.isVisit(getCookie(context, cookieName(parts))))
      return turnAway(context, "This page is for who works at this computer.");
    const { method } = context.req;
    if (method === "GET" || method === "HEAD") return next();
    if (!isScript && !isOfThePage(context, `http://${context.req.header("host")}`))
      return context.json({ error: "only the page itself may ask for that" }, 403);
    return next();
  };
}

function turnAway(context: Context, why: string): Response {
  const text = `${why}\n\nFor a new link type in a terminal at the rig:\n\n    rigline page\n`;
  return context.text(text, 401);
}
