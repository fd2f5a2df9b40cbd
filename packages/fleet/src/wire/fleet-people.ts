import type { Role } from "./roles.js";

/** Whoever looks. */
export interface Me {
  readonly name: string;
  readonly role: Role;
  readonly hasPassword: boolean;
}

/** How somebody can sign in who has not. */
export interface SignInWays {
  /** What stands on the button of the provider; null: there is none. */
  readonly provider: string | null;
}

/** One person in the list. Times are ISO 8601 in UTC. */
export interface PersonRow {
  readonly name: string;
  readonly role: Role;
  readonly ways: string;
  readonly seenAt: string | null;
  readonly revokedAt: string | null;
}

/** A rig, and by how many tokens it may speak. Times are ISO 8601 in UTC. */
export interface RigAccessRow {
  readonly name: string;
  /** 0: it may not. */
  readonly tokens: number;
  readonly heardAt: string | null;
}

/** What is kept of who did what. `asked`: a wish, which stands in a table of its own. */
export type ActKind =
  | "signedIn"
  | "signInRefused"
  | "signedOut"
  | "personAdded"
  | "personRevoked"
  | "personRestored"
  | "roleChanged"
  | "passwordChanged"
  | "rigAdded"
  | "rigRenamed"
  | "tokenAdded"
  | "tokensRevoked"
  | "asked";

/** One act in the list. */
export interface ActRow {
  readonly at: string;
  readonly by: string;
  readonly from: string | null;
  readonly act: ActKind;
  readonly about: string;
  readonly detail: string;
}
