import { Hono } from "hono";
import { messageOf } from "@rigline/foundation/errors";
import { readJsonBody } from "@rigline/page/parts";
import { z } from "zod";
import { writeAct } from "../people/acts.js";
import { hashPassword } from "../people/passwords.js";
import { setPassword } from "../people/people.js";
import { CALLBACK_PATH } from "../people/provider.js";
import { signInByProvider } from "../people/provider-person.js";
import { endVisit } from "../people/visits.js";
import type { Me, SignInWays } from "../wire/fleet-people.js";
import { actorOf, type PageRooms, type PageVariables } from "./page-rooms.js";
import { dropVisitCookie, setProviderCookie, setVisitCookie, takeProviderCookie } from "./visit-cookie.js";

const SignInSchema = z.strictObject({ name: z.string().max(200), password: z.string().max(1000) });
const PasswordSchema = z.strictObject({ old: z.string().max(1000), fresh: z.string().max(1000) });

/** Coming and going. */
export function signInRoutes({ database, signIn, oidc, onFailure, passwordCost }: PageRooms): Hono<PageVariables> {
  const routes = new Hono<PageVariables>();
  routes.get("/api/me", (context) => {
    const visitor = context.get("visitor");
    const ways: SignInWays = { provider: oidc?.settings.label ?? null };
    if (visitor === undefined) return context.json(ways, 401);
    const { name, role, hasPassword } = visitor;
    return context.json({ name, role, hasPassword } satisfies Me);
  });
  routes.post("/api/sign-in", async (context) => {
    const given = SignInSchema.safeParse(await readJsonBody(context));
    if (!given.success) return context.json({ error: "a name and a password are wanted" }, 400);
    const tried = await signIn.try(given.data.name, given.data.password, context.get("from"));
    if (tried.state === "in") {
      setVisitCookie(context, context.get("origin"), tried.secret);
      return context.json({});
    }
    if (tried.state === "refused")
      return context.json({ error: "that name and that password do not go together" }, 401);
    context.header("retry-after", String(tried.seconds));
    const wait = tried.seconds < 60 ? `${tried.seconds} seconds` : `${Math.ceil(tried.seconds / 60)} minutes`;
    return context.json({ error: `that was wrong too often: try again in ${wait}` }, 429);
  });
  routes.post("/api/sign-out", async (context) => {
    const visitor = context.get("visitor");
    dropVisitCookie(context, context.get("origin"));
    if (visitor === undefined) return context.json({});
    await database.transaction(async (queries) => {
      await endVisit(queries, visitor.hash);
      await writeAct(queries, actorOf(context), { act: "signedOut", about: visitor.name, detail: "" });
    });
    return context.json({});
  });
  routes.post("/api/password", async (context) => {
    const visitor = context.get("visitor");
    const given = PasswordSchema.safeParse(await readJsonBody(context));
    if (visitor === undefined) return context.json({ error: "sign in first" }, 401);
    if (!given.success) return context.json({ error: "the old password and a new one are wanted" }, 400);
    // As with signing in: whoever finds a screen that is open must not be able to try.
    const tried = await signIn.check(visitor.name, given.data.old, context.get("from"));
    if (tried !== "right") return context.json({ error: "that is not your password" }, tried === "later" ? 429 : 403);
    try {
      const password = await hashPassword(given.data.fresh, passwordCost);
      await setPassword(database, actorOf(context), visitor.name, password, visitor.hash);
      return context.json({});
    } catch (error) {
      return context.json({ error: messageOf(error) }, 400);
    }
  });
  routes.get("/sign-in", async (context) => {
    if (oidc === undefined) return context.redirect("/", 303);
    try {
      const { url, secret } = await oidc.begin(context.get("origin"));
      setProviderCookie(context, context.get("origin"), secret);
      return context.redirect(url, 303);
    } catch (error) {
      onFailure("signing in", error);
      return context.redirect("/#sign-in=away", 303);
    }
  });
  routes.get(CALLBACK_PATH, async (context) => {
    const secret = takeProviderCookie(context);
    if (oidc === undefined || secret === undefined) return context.redirect("/#sign-in=again", 303);
    try {
      const origin = context.get("origin");
      const claims = await oidc.end(new URL(`${origin}${CALLBACK_PATH}${new URL(context.req.url).search}`), secret);
      if (claims === undefined) return context.redirect("/#sign-in=again", 303);
      const visit = await signInByProvider(database, oidc.settings, claims, context.get("from"));
      if (visit === undefined) return context.redirect("/#sign-in=unknown", 303);
      setVisitCookie(context, origin, visit);
      return context.redirect("/", 303);
    } catch (error) {
      onFailure("signing in", error);
      return context.redirect("/#sign-in=away", 303);
    }
  });
  return routes;
}
