import { createHash, randomBytes } from "node:crypto";
import type { Database, Queries } from "./database.js";
import { fleetStoreError } from "./store-errors.js";

/** A rig as it stands in the list. */
export interface FleetRig {
  readonly id: number;
  readonly name: string;
  readonly heardAt: Date | null;
  readonly host: string | null;
  readonly version: string | null;
  /** Since when nobody has heard of it, though it should have told; null: it tells, or never has. */
  readonly silentSince: Date | null;
  /** Tokens by which it may speak. */
  readonly tokens: number;
}

const NAME = /^[\w.-]{1,100}$/u;
/** Says what it is to whoever finds one. */
const TOKEN_START = "rlf_";

/** A token that is shown once: only its hash is kept. */
export interface NewToken {
  readonly rig: string;
  readonly token: string;
}

/** Throws FLEET_RIG_NAME and FLEET_RIG_KNOWN. */
export async function addRig(database: Database, name: string): Promise<NewToken> {
  if (!NAME.test(name)) throw fleetStoreError("FLEET_RIG_NAME", { what: `"${name}" is no name of a rig` });
  return database.transaction(async (queries) => {
    const [rig] = await queries.query<{ id: number }>(
      "insert into rigs (name) values ($1) on conflict (name) do nothing returning id",
      [name],
    );
    if (rig === undefined) throw fleetStoreError("FLEET_RIG_KNOWN", { what: `${name} is in the fleet already` });
    return makeToken(queries, rig.id, name);
  });
}

/** One more token, so that an old one can be revoked when the rig has the new one. Throws FLEET_RIG_UNKNOWN. */
export function addToken(database: Database, name: string): Promise<NewToken> {
  return database.transaction(async (queries) => makeToken(queries, await requireRig(queries, name), name));
}

/** All of a rig's tokens but `exceptNewest`; how many. What it has told stays. Throws FLEET_RIG_UNKNOWN. */
export async function revokeTokens(
  database: Database,
  name: string,
  { exceptNewest = false }: { readonly exceptNewest?: boolean } = {},
): Promise<number> {
  const id = await requireRig(database, name);
  const rows = await database.query(
    `update rig_tokens set revoked_at = now()
     where rig = $1 and revoked_at is null
       and not ($2 and created_at = (select max(created_at) from rig_tokens where rig = $1))
     returning hash`,
    [id, exceptNewest],
  );
  return rows.length;
}

export function listRigs(queries: Queries): Promise<readonly FleetRig[]> {
  return queries.query<FleetRig>(
    `select id, name, heard_at as "heardAt", host, version, silent_since as "silentSince",
       (select count(*) from rig_tokens where rig = rigs.id and revoked_at is null)::int as tokens
     from rigs order by name`,
  );
}

/** Whose token it is; undefined: nobody's, or it is revoked. */
export async function rigOfToken(queries: Queries, token: string): Promise<{ id: number; name: string } | undefined> {
  if (!token.startsWith(TOKEN_START)) return undefined;
  const [rig] = await queries.query<{ id: number; name: string }>(
    `select rigs.id, rigs.name from rig_tokens join rigs on rigs.id = rig_tokens.rig
     where hash = $1 and revoked_at is null`,
    [hashOf(token)],
  );
  return rig;
}

/** Throws FLEET_RIG_UNKNOWN. */
export async function requireRig(queries: Queries, name: string): Promise<number> {
  const [rig] = await queries.query<{ id: number }>("select id from rigs where name = $1", [name]);
  if (rig === undefined) throw fleetStoreError("FLEET_RIG_UNKNOWN", { what: `no rig is called ${name}` });
  return rig.id;
}

async function makeToken(queries: Queries, rig: number, name: string): Promise<NewToken> {
  const token = `${TOKEN_START}${randomBytes(32).toString("base64url")}`;
  await queries.query("insert into rig_tokens (hash, rig) values ($1, $2)", [hashOf(token), rig]);
  return { rig: name, token };
}

/** Of 32 random bytes no salt is needed. */
function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
