import { createHash, randomBytes } from "node:crypto";
import type { Queries } from "../store/database.js";
import type { Role } from "../wire/roles.js";

/** Of somebody who looks at the page now. */
export interface Visitor {
  readonly person: number;
  readonly name: string;
  readonly role: Role;
  /** They may change the password that they have. */
  readonly hasPassword: boolean;
  /** Of the visit. */
  readonly hash: string;
}

/** Without a request for so long it is over; and after the other time whatever was done. */
const IDLE = "12 hours";
const LONGEST = "14 days";
/** Nobody needs to know more exactly when it was used last. */
const NOTED = "1 minute";

/** Returns the secret for the cookie; only its hash is kept. */
export async function openVisit(queries: Queries, person: number, from: string | null): Promise<string> {
  const secret = randomBytes(32).toString("base64url");
  await queries.query(
    `delete from visits where seen_at < now() - interval '${IDLE}' or created_at < now() - interval '${LONGEST}'`,
  );
  await queries.query("insert into visits (hash, person, from_address) values ($1, $2, $3)", [
    visitHash(secret),
    person,
    from,
  ]);
  return secret;
}

/** Whose visit it is; undefined: nobody's, or it is over, or they may not look any more. */
export async function findVisitor(queries: Queries, secret: string): Promise<Visitor | undefined> {
  const hash = visitHash(secret);
  const [found] = await queries.query<Omit<Visitor, "hash"> & { readonly isStale: boolean }>(
    `select people.id as person, name, role, password is not null as "hasPassword", seen_at < now() - interval '${NOTED}' as "isStale"
     from visits join people on people.id = visits.person
     where hash = $1 and revoked_at is null
       and seen_at > now() - interval '${IDLE}' and visits.created_at > now() - interval '${LONGEST}'`,
    [hash],
  );
  if (found === undefined) return undefined;
  const { isStale, ...visitor } = found;
  if (isStale) await queries.query("update visits set seen_at = now() where hash = $1", [hash]);
  return { ...visitor, hash };
}

export async function endVisit(queries: Queries, hash: string): Promise<void> {
  await queries.query("delete from visits where hash = $1", [hash]);
}

/** Of 32 random bytes no salt is needed. */
export function visitHash(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
