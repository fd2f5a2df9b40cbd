import { Hono } from "hono";
import { messageOf, RiglineError } from "@rigline/foundation/errors";
import { readJsonBody, sendJson } from "@rigline/page/parts";
import { z } from "zod";
import { addRig, addToken, listRigs, renameRig, revokeTokens, type FleetRig } from "../store/rigs.js";
import type { RigAccessRow } from "../wire/fleet-people.js";
import { actorOf, requireRole, type PageRooms, type PageVariables } from "./page-rooms.js";

const Name = z.string().min(1).max(100);

const RigChangeSchema = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("add"), name: Name }),
  z.strictObject({ do: z.literal("token"), name: Name }),
  z.strictObject({ do: z.literal("revoke"), name: Name, exceptNewest: z.boolean() }),
  z.strictObject({ do: z.literal("rename"), name: Name, to: Name }),
]);

/** Which rigs may speak to the fleet, and their tokens. */
export function rigRoutes({ database }: PageRooms): Hono<PageVariables> {
  const routes = new Hono<PageVariables>();
  routes.get("/rigs", requireRole("admin"), async (context) =>
    sendJson(context, (await listRigs(database)).map(toAccessRow)),
  );
  routes.post("/rigs", requireRole("admin"), async (context) => {
    const change = RigChangeSchema.safeParse(await readJsonBody(context));
    if (!change.success) return context.json({ error: "that is nothing that can be asked for" }, 400);
    const { name, ...what } = change.data;
    const by = actorOf(context);
    try {
      if (what.do === "revoke") {
        const { exceptNewest } = what;
        return context.json({ revoked: await revokeTokens(database, name, by, { exceptNewest }) });
      }
      if (what.do === "rename") {
        await renameRig(database, name, what.to, by);
        return context.json({ renamed: what.to });
      }
      const make = what.do === "add" ? addRig : addToken;
      // A token that was made is in this answer alone; `sendJson` would take it for one that must not be shown.
      return context.json({ token: (await make(database, name, by)).token });
    } catch (error) {
      if (!(error instanceof RiglineError)) throw error;
      return context.json({ error: messageOf(error) }, 409);
    }
  });
  return routes;
}

function toAccessRow({ name, tokens, heardAt }: FleetRig): RigAccessRow {
  return { name, tokens, heardAt: heardAt?.toISOString() ?? null };
}
