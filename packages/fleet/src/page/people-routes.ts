import { Hono } from "hono";
import { messageOf, RiglineError } from "@rigline/foundation/errors";
import { readJsonBody, sendJson } from "@rigline/page/parts";
import { z } from "zod";
import { listActs } from "../people/acts.js";
import { hashPassword, makePassword } from "../people/passwords.js";
import {
  addPerson,
  changeRole,
  listPeople,
  restorePerson,
  revokePerson,
  setPassword,
  type Person,
} from "../people/people.js";
import type { ActRow, PersonRow } from "../wire/fleet-people.js";
import { ROLES } from "../wire/roles.js";
import { actorOf, requireRole, type PageRooms, type PageVariables } from "./page-rooms.js";

const Name = z.string().min(1).max(100);

const ChangeSchema = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("add"), name: Name, role: z.enum(ROLES), hasPassword: z.boolean() }),
  z.strictObject({ do: z.literal("role"), name: Name, role: z.enum(ROLES) }),
  z.strictObject({ do: z.literal("password"), name: Name }),
  z.strictObject({ do: z.literal("revoke"), name: Name }),
  z.strictObject({ do: z.literal("restore"), name: Name }),
]);

/** Who did what, and who is who. */
export function peopleRoutes(rooms: PageRooms): Hono<PageVariables> {
  const { database } = rooms;
  const routes = new Hono<PageVariables>();
  routes.get("/acts", requireRole("operator"), async (context) => {
    const before = z.iso.datetime().safeParse(context.req.query("before"));
    const acts = await listActs(database, before.success ? { before: new Date(before.data) } : {});
    const rows: readonly ActRow[] = acts.map(({ at, ...act }) => ({ ...act, at: at.toISOString() }));
    return sendJson(context, rows);
  });
  routes.get("/people", requireRole("admin"), async (context) =>
    sendJson(context, (await listPeople(database)).map(toPersonRow)),
  );
  routes.post("/people", requireRole("admin"), async (context) => {
    const change = ChangeSchema.safeParse(await readJsonBody(context));
    if (!change.success) return context.json({ error: "that is nothing that can be asked for" }, 400);
    try {
      // A password that was made is in this answer alone; `sendJson` would take it for one that must not be shown.
      return context.json({ password: await changePeople(rooms, actorOf(context), change.data) });
    } catch (error) {
      if (!(error instanceof RiglineError)) throw error;
      return context.json({ error: messageOf(error) }, 409);
    }
  });
  return routes;
}

/** Returns the password that was made; null: none was. */
async function changePeople(
  { database, passwordCost }: PageRooms,
  by: ReturnType<typeof actorOf>,
  change: z.output<typeof ChangeSchema>,
): Promise<string | null> {
  const password = change.do === "password" || (change.do === "add" && change.hasPassword) ? makePassword() : null;
  const hash = password === null ? null : await hashPassword(password, passwordCost);
  if (change.do === "add") await addPerson(database, by, { name: change.name, role: change.role, password: hash });
  else if (change.do === "role") await changeRole(database, by, change.name, change.role);
  else if (change.do === "revoke") await revokePerson(database, by, change.name);
  else if (change.do === "restore") await restorePerson(database, by, change.name);
  else if (hash !== null) await setPassword(database, by, change.name, hash);
  return password;
}

function toPersonRow({ name, role, hasPassword, isBound, seenAt, revokedAt }: Person): PersonRow {
  const provider = isBound ? "OpenID Connect" : hasPassword ? "" : "OpenID Connect, not yet seen";
  return {
    name,
    role,
    ways: [hasPassword ? "password" : "", provider].filter(Boolean).join(", "),
    seenAt: seenAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
  };
}
