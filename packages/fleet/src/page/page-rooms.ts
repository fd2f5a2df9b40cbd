import type { Context, MiddlewareHandler } from "hono";
import type { FindProxy } from "@rigline/foundation/http";
import type { Clock } from "@rigline/foundation/platform";
import type { Asset } from "@rigline/page/parts";
import type { Doer } from "../people/acts.js";
import type { PasswordCost } from "../people/passwords.js";
import type { SignInProvider } from "../people/provider.js";
import type { ProviderSettings } from "../people/provider-settings.js";
import type { SignIn } from "../people/sign-in.js";
import type { Visitor } from "../people/visits.js";
import type { Database } from "../store/database.js";
import { mayActAs, type Role } from "../wire/roles.js";
import type { FleetFeed } from "./fleet-feed.js";
import type { PageAddress } from "./page-address.js";

export interface PageAppParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly address: PageAddress;
  /** A session that is not at its destination so long after it was handed off is late. */
  readonly lateAfterHours: number;
  /** A file of the browser's half by its name; undefined: there is none. */
  readonly readAsset: (name: string) => Asset | undefined;
  /** Undefined: people sign in with passwords alone. */
  readonly provider: ProviderSettings | undefined;
  /** By which proxy that one is asked. */
  readonly findProxy: FindProxy;
  /** For tests; absent: what is safe. */
  readonly passwordCost?: PasswordCost;
  readonly onFailure: (what: string, error: unknown) => void;
}

/** What the routes of the page have in common. */
export interface PageRooms extends PageAppParts {
  readonly feed: FleetFeed;
  readonly signIn: SignIn;
  readonly oidc: SignInProvider | undefined;
}

/** What is known of a request when its route is reached. */
export interface PageVariables {
  Variables: {
    /** Where it was made to. */
    origin: string;
    /** Whoever looks; undefined: nobody who has signed in. */
    visitor: Visitor | undefined;
    /** From which address. */
    from: string | null;
  };
}

/** 401 of nobody who is known, 403 of who may not. */
export function requireRole(role: Role): MiddlewareHandler<PageVariables> {
  return async (context, next) => {
    const visitor = context.get("visitor");
    if (visitor === undefined) return context.json({ error: "sign in first" }, 401);
    if (!mayActAs(visitor.role, role)) return context.json({ error: `only for who is ${role}` }, 403);
    return next();
  };
}

/** Who asks, for the records. */
export function actorOf(context: Context<PageVariables>): Doer {
  const visitor = context.get("visitor");
  return { person: visitor?.person ?? null, by: visitor?.name ?? "", from: context.get("from") };
}
