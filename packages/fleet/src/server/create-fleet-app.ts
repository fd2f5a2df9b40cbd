import { Hono, type Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import { FleetPushSchema, LeaseNameSchema, LeaseRequestSchema } from "@rigline/manifest/fleet";
import type { z } from "zod";
import type { PageVariables } from "../page/page-rooms.js";
import type { Database } from "../store/database.js";
import { endLease, readLease, takeLease } from "../store/leases.js";
import { rigOfToken } from "../store/rigs.js";
import { takePush } from "../store/take-push.js";
import { isSameSecret } from "./is-same-secret.js";
import { renderFleetMetrics } from "./render-fleet-metrics.js";
import type { ServerFigures } from "./server-figures.js";

export interface FleetAppParts {
  readonly database: Database;
  readonly figures: ServerFigures;
  /** Whoever wants to see the metrics has to give it; undefined: everybody who can reach the server may. */
  readonly metricsToken: string | undefined;
  /** Of Rigline. */
  readonly version: string;
  /** What people see; undefined: rigs alone are answered. */
  readonly page?: Hono<PageVariables> | undefined;
  /** What went wrong with one request, for the log; no token is in it. */
  readonly onFailure: (what: string, error: unknown) => void;
}

/** What a request of a rig may bring: 500 events are a fifth of it. */
const LONGEST_BODY = 4 * 1024 * 1024;

interface RigVariables {
  Variables: { rig: { readonly id: number; readonly name: string } };
}

/** `/v1`, for rigs; `/metrics` and `/health`; and the page, for people. */
export function createFleetApp(parts: FleetAppParts): Hono {
  const { database, figures, version } = parts;
  const app = new Hono();
  // First: it has headers of its own.
  if (parts.page !== undefined) app.route("/", parts.page);
  app.use(secureHeaders({ crossOriginResourcePolicy: "same-origin", strictTransportSecurity: false }));
  app.get("/health", async (context) => {
    await database.query("select 1");
    return context.json({ status: "ok", version });
  });
  app.get("/metrics", async (context) => {
    const { metricsToken } = parts;
    if (metricsToken !== undefined && !isSameSecret(bearerOf(context), metricsToken))
      return context.json({ error: "only with the token of the metrics" }, 401);
    const text = await renderFleetMetrics(database, figures, version);
    return context.body(text, 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
  });
  app.route("/v1", rigRoutes(parts));
  app.notFound((context) => context.json({ error: "there is nothing here" }, 404));
  app.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    figures.failed += 1;
    parts.onFailure(`${context.req.method} ${context.req.path}`, error);
    // What is wrong is for the log: it may name the database.
    return context.json({ error: "the fleet's server can't do that now" }, 503);
  });
  return app;
}

function rigRoutes({ database, figures }: FleetAppParts): Hono<RigVariables> {
  const routes = new Hono<RigVariables>();
  const refuse = (context: Context): Response => {
    figures.refused += 1;
    return context.json({ error: "this token is none of a rig of this fleet, or is revoked" }, 401);
  };
  routes.use(bodyLimit({ maxSize: LONGEST_BODY }));
  routes.use(async (context, next) => {
    const rig = await rigOfToken(database, bearerOf(context) ?? "");
    if (rig === undefined) return refuse(context);
    context.set("rig", rig);
    return next();
  });
  routes.post("/events", async (context) => {
    const push = await readBody(context, FleetPushSchema);
    if (!push.success) return context.json({ error: push.error }, 400);
    // A body may take a minute to come: what was revoked meanwhile tells nothing more.
    if ((await rigOfToken(database, bearerOf(context) ?? "")) === undefined) return refuse(context);
    const answer = await takePush(database, context.get("rig").id, push.data);
    figures.pushes += 1;
    figures.events += push.data.journals.reduce((sum, { events }) => sum + events.length, 0);
    return context.json(answer);
  });
  routes.use("/leases/:name/*", async (context, next) => {
    const name = LeaseNameSchema.safeParse(context.req.param("name"));
    return name.success ? next() : context.json({ error: "that is no name of a lease" }, 400);
  });
  routes.post("/leases/:name", async (context) => {
    const name = context.req.param("name");
    const request = await readBody(context, LeaseRequestSchema);
    if (!request.success) return context.json({ error: request.error }, 400);
    const lease = await takeLease(database, context.get("rig").id, name, request.data);
    return lease === undefined ? context.json(await readLease(database, name), 423) : context.json(lease);
  });
  routes.get("/leases/:name", async (context) => {
    const lease = await readLease(database, context.req.param("name"));
    return lease === undefined ? context.json({ error: "nobody has taken it yet" }, 404) : context.json(lease);
  });
  routes.post("/leases/:name/end", async (context) => {
    const request = await readBody(context, LeaseRequestSchema.pick({ holder: true }));
    if (!request.success) return context.json({ error: request.error }, 400);
    const { holder } = request.data;
    return context.json({
      ended: await endLease(database, context.get("rig").id, context.req.param("name"), holder),
    });
  });
  return routes;
}

function bearerOf(context: Context): string | undefined {
  return /^Bearer (\S+)$/u.exec(context.req.header("authorization") ?? "")?.[1];
}

type Read<T> = { readonly success: true; readonly data: T } | { readonly success: false; readonly error: string };

async function readBody<T>(context: Context, schema: z.ZodType<T>): Promise<Read<T>> {
  const value: unknown = await context.req.json().catch(() => undefined);
  const parsed = schema.safeParse(value);
  if (parsed.success) return { success: true, data: parsed.data };
  const [issue] = parsed.error.issues;
  return { success: false, error: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not understood"}` };
}
