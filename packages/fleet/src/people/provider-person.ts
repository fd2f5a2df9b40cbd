import type { Database, Queries } from "../store/database.js";
import { type Doer, writeAct } from "./acts.js";
import type { ProviderClaims, ProviderSettings } from "./provider-settings.js";
import { openVisit } from "./visits.js";

type Rules = Pick<ProviderSettings, "nameClaim" | "takesNewcomers">;

/**
 * Opens a visit of whoever a provider has seen: by its own name for them, and the first time by the name that they were added under here.
 * Undefined: they are none of this fleet's people.
 */
export function signInByProvider(
  database: Database,
  rules: Rules,
  { issuer, subject, claims }: ProviderClaims,
  from: string | null,
): Promise<string | undefined> {
  const name = nameIn(claims, rules.nameClaim);
  return database.transaction(async (queries) => {
    const person =
      (await findBound(queries, issuer, subject)) ?? (await bind(queries, { rules, issuer, subject, name, from }));
    if (person === undefined || person.isRevoked) {
      const about = person?.name ?? "";
      const actor: Doer = { person: person?.id ?? null, by: about, from };
      await writeAct(queries, actor, {
        act: "signInRefused",
        about,
        detail: "OpenID Connect: none of this fleet's people",
      });
      return undefined;
    }
    await writeAct(
      queries,
      { person: person.id, by: person.name, from },
      { act: "signedIn", about: person.name, detail: "OpenID Connect" },
    );
    return openVisit(queries, person.id, from);
  });
}

interface Found {
  readonly id: number;
  readonly name: string;
  readonly isRevoked: boolean;
}

async function findBound(queries: Queries, issuer: string, subject: string): Promise<Found | undefined> {
  const [found] = await queries.query<Found>(
    `select id, name, revoked_at is not null as "isRevoked" from people where issuer = $1 and subject = $2`,
    [issuer, subject],
  );
  return found;
}

interface Unbound {
  readonly rules: Rules;
  readonly issuer: string;
  readonly subject: string;
  readonly name: string | undefined;
  readonly from: string | null;
}

/** One who was added by name and has never come, or who is new and welcome. A name that is another's is nobody's. */
async function bind(queries: Queries, { rules, issuer, subject, name, from }: Unbound): Promise<Found | undefined> {
  if (name === undefined) return undefined;
  const [bound] = await queries.query<Found>(
    `update people set issuer = $2, subject = $3 where name = $1 and subject is null and password is null
     returning id, name, revoked_at is not null as "isRevoked"`,
    [name, issuer, subject],
  );
  if (bound !== undefined || !rules.takesNewcomers) return bound;
  const [added] = await queries.query<Found>(
    `insert into people (name, role, issuer, subject) values ($1, 'reader', $2, $3) on conflict (name) do nothing
     returning id, name, false as "isRevoked"`,
    [name, issuer, subject],
  );
  if (added !== undefined)
    await writeAct(
      queries,
      { person: added.id, by: name, from },
      { act: "personAdded", about: name, detail: "reader, by OpenID Connect" },
    );
  return added;
}

function nameIn(claims: ProviderClaims["claims"], claim: string): string | undefined {
  const value = claims[claim];
  if (typeof value !== "string" || value === "" || value.length > 100) return undefined;
  // Else whoever writes somebody's address into their own account there would be them here.
  if (claim === "email" && claims["email_verified"] !== true) return undefined;
  return value.normalize("NFC").toLowerCase();
}
