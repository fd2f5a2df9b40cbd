import { Hono } from "hono";
import { messageOf, RiglineError } from "@rigline/foundation/errors";
import { readJsonBody, sendJson, streamEvents, type ShownState } from "@rigline/page/parts";
import type { Clock } from "@rigline/foundation/platform";
import type { FleetDeed } from "@rigline/manifest/fleet";
import { z } from "zod";
import { findVisitor } from "../people/visits.js";
import { askOfRig } from "../store/wishes.js";
import { FLEET_VIEWS, WISH_DEEDS, type FleetDay } from "../wire/fleet-sessions.js";
import type { FleetChange, FleetOpening } from "../wire/fleet-state.js";
import { describeFleetSession } from "./describe-fleet-session.js";
import { listRows, readRow } from "./list-rows.js";
import { requireRole, type PageRooms, type PageVariables } from "./page-rooms.js";
import { readDays } from "./read-days.js";
import { visitCookie } from "./visit-cookie.js";

const Id = z.coerce.number().int().positive().max(2_000_000_000);

const RowsSchema = z.object({
  view: z.enum(FLEET_VIEWS),
  rig: z.string().max(100).optional(),
  text: z.string().max(200).optional(),
  before: Id.optional(),
});

const WishSchema = z.strictObject({
  session: Id,
  do: z.enum(WISH_DEEDS),
  reason: z.string().max(500).optional(),
  until: z.iso.datetime().optional(),
});

const DAYS_MS = 60_000;

/** What is seen of the rigs, and what is asked of them. */
export function fleetRoutes({ database, clock, feed, lateAfterHours }: PageRooms): Hono<PageVariables> {
  const routes = new Hono<PageVariables>();
  routes.get("/state", async (context) => {
    await feed.look();
    return sendJson(context, feed.state);
  });
  routes.get("/events", async (context) => {
    await feed.know();
    const secret = visitCookie(context, context.get("origin")) ?? "";
    // Whoever is revoked hears nothing more, though their page is open.
    const isWelcome = async (): Promise<boolean> => (await findVisitor(database, secret)) !== undefined;
    const { name = "", role = "reader", hasPassword = false } = context.get("visitor") ?? {};
    const store: ShownState<FleetOpening, FleetChange> = {
      get state() {
        return feed.state && { ...feed.state, me: { name, role, hasPassword } };
      },
      listen: (listener) => feed.listen(listener),
    };
    return streamEvents(context, { clock, store, age: () => feed.overdue, isWelcome });
  });
  const daysOfAll = rememberDays(clock, () => readDays(database, undefined));
  routes.get("/days", async (context) => {
    const rig = context.req.query("rig");
    return sendJson(context, await (rig === undefined ? daysOfAll() : readDays(database, rig)));
  });
  routes.get("/sessions", async (context) => {
    const filter = RowsSchema.safeParse(context.req.query());
    if (!filter.success) return context.json({ error: "there is no such list" }, 400);
    return sendJson(context, await listRows(database, lateAfterHours, filter.data));
  });
  routes.get("/sessions/:id", async (context) => {
    const id = Id.safeParse(context.req.param("id"));
    const details = id.success ? await describeFleetSession(database, lateAfterHours, id.data) : undefined;
    return details === undefined
      ? context.json({ error: "there is no such session" }, 404)
      : sendJson(context, details);
  });
  routes.post("/wishes", requireRole("operator"), async (context) => {
    const wish = WishSchema.safeParse(await readJsonBody(context));
    if (!wish.success) return context.json({ error: "that is nothing that can be asked for" }, 400);
    const deed = toDeed(wish.data);
    if (deed === undefined) return context.json({ error: "until when is wanted" }, 400);
    const found = await readRow(database, lateAfterHours, wish.data.session);
    if (found === undefined) return context.json({ error: "there is no such session" }, 404);
    const { rig, job } = found.columns;
    try {
      const id = await askOfRig(database, { rig, job, deed, by: `${context.get("visitor")?.name ?? ""} (fleet)` });
      return sendJson(context, { id }, 201);
    } catch (error) {
      if (!(error instanceof RiglineError)) throw error;
      return context.json({ error: messageOf(error) }, 409);
    }
  });
  return routes;
}

/** Weeks of all rigs are counted once a minute, however many look. */
function rememberDays(clock: Pick<Clock, "monotonic">, read: () => Promise<readonly FleetDay[]>): typeof read {
  let known: { readonly at: number; readonly days: Promise<readonly FleetDay[]> } | undefined;
  return () => {
    if (known !== undefined && clock.monotonic() - known.at < DAYS_MS) return known.days;
    const days = read();
    known = { at: clock.monotonic(), days };
    // What could not be counted is not remembered.
    days.catch(() => (known = undefined));
    return days;
  };
}

/** Undefined: a time is missing. */
function toDeed({ do: deed, reason, until }: z.output<typeof WishSchema>): FleetDeed | undefined {
  switch (deed) {
    case "hold":
    case "cancel":
      return reason === undefined || reason === "" ? { do: deed } : { do: deed, reason };
    case "release":
      return { do: deed };
    case "redrive":
      return { do: deed, now: true };
    case "reschedule":
      return until === undefined ? undefined : { do: deed, until };
  }
}
