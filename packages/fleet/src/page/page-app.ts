import { Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { isOfThePage, pageHeaders, sendAsset } from "@rigline/page/parts";
import { SignInProvider } from "../people/provider.js";
import { SignIn } from "../people/sign-in.js";
import { findVisitor } from "../people/visits.js";
import { addressOf } from "./client-address.js";
import { FleetFeed } from "./fleet-feed.js";
import { fleetRoutes } from "./fleet-routes.js";
import { requireRole, type PageAppParts, type PageRooms, type PageVariables } from "./page-rooms.js";
import { peopleRoutes } from "./people-routes.js";
import { rigRoutes } from "./rig-routes.js";
import { signInRoutes } from "./sign-in-routes.js";
import { visitCookie } from "./visit-cookie.js";

const LONGEST_BODY = 64 * 1024;

/** The page, which people see. What is no path of it is left to others. */
export function createPageApp(parts: PageAppParts): Hono<PageVariables> {
  const { database, provider, findProxy, passwordCost } = parts;
  const rooms: PageRooms = {
    ...parts,
    feed: new FleetFeed(parts),
    signIn: new SignIn(database, passwordCost),
    oidc: provider && new SignInProvider(database, provider, findProxy),
  };
  const app = new Hono<PageVariables>();
  for (const path of ["/", "/assets/*", "/api/*", "/sign-in/*"]) {
    app.use(path, pageHeaders());
    app.use(path, knowRequest(rooms));
  }
  app.use("/api/*", bodyLimit({ maxSize: LONGEST_BODY }));
  // Nothing of the fleet is in these: whoever wants to sign in needs them.
  app.get("/", (context) => sendAsset(context, parts.readAsset("index.html")));
  app.get("/assets/:name", (context) => sendAsset(context, parts.readAsset(`assets/${context.req.param("name")}`)));
  app.route("/", signInRoutes(rooms));
  app.use("/api/*", requireRole("reader"));
  app.route("/api", fleetRoutes(rooms));
  app.route("/api", peopleRoutes(rooms));
  app.route("/api", rigRoutes(rooms));
  return app;
}

/** Under which name it was asked, by the page itself, and by whom. */
function knowRequest({ address, database }: PageRooms): MiddlewareHandler<PageVariables> {
  return async (context, next) => {
    const origin = address.originOf(context.req.header("host"));
    if (origin === undefined)
      return context.text("the page of the fleet is seen at its own address, over https, or at this computer\n", 421);
    const { method } = context.req;
    if (method !== "GET" && method !== "HEAD" && !isOfThePage(context, origin))
      return context.json({ error: "only the page itself may ask for that" }, 403);
    const secret = visitCookie(context, origin);
    context.set("origin", origin);
    context.set("from", addressOf(context));
    context.set("visitor", secret === undefined ? undefined : await findVisitor(database, secret));
    return next();
  };
}
