import { createHash, randomBytes } from "node:crypto";
import { type Doer, writeAct } from "../people/acts.js";
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
export async function addRig(database: Database, name: string, by: Doer): Promise<NewToken> {
  requireName(name);
  return database.transaction(async (queries) => {
    const [rig] = await queries.query<{ id: number }>(
      "insert into rigs (name) values ($1) on conflict (name) do nothing returning id",
      [name],
    );
    if (rig === undefined) throw fleetStoreError("FLEET_RIG_KNOWN", { what: `${name} is in the fleet already` });
    await writeAct(queries, by, { act: "rigAdded", about: name, detail: "" });
    return makeToken(queries, rig.id, name);
  });
}

/** One more token, so that an old one can be revoked when the rig has the new one. Throws FLEET_RIG_UNKNOWN. */
export function addToken(database: Database, name: string, by: Doer): Promise<NewToken> {
  return database.transaction(async (queries) => {
    const id = await requireRig(queries, name);
    await writeAct(queries, by, { act: "tokenAdded", about: name, detail: "" });
    return makeToken(queries, id, name);
  });
}

/** All of a rig's tokens, or all but the newest of those that count; how many. What it has told stays. Throws FLEET_RIG_UNKNOWN. */
export function revokeTokens(
  database: Database,
  name: string,
  by: Doer,
  { exceptNewest = false }: { readonly exceptNewest?: boolean } = {},
): Promise<number> {
  return database.transaction(async (queries) => {
    const id = await requireRig(queries, name);
    const rows = await queries.query(
      `update rig_tokens set revoked_at = now()
       where rig = $1 and revoked_at is null
         and not ($2 and created_at = (select max(created_at) from rig_tokens where rig = $1 and revoked_at is null))
       returning hash`,
      [id, exceptNewest],
    );
    await writeAct(queries, by, { act: "tokensRevoked", about: name, detail: String(rows.length) });
    return rows.length;
  });
}

/** Its tokens stay, and all that it has told. Throws FLEET_RIG_NAME, FLEET_RIG_UNKNOWN and FLEET_RIG_KNOWN. */
export async function renameRig(database: Database, name: string, to: string, by: Doer): Promise<void> {
  requireName(to);
  await database.transaction(async (queries) => {
    const id = await requireRig(queries, name);
    const [known] = await queries.query("select id from rigs where name = $1", [to]);
    if (known !== undefined) throw fleetStoreError("FLEET_RIG_KNOWN", { what: `${to} is in the fleet already` });
    await queries.query("update rigs set name = $2 where id = $1", [id, to]);
    await writeAct(queries, by, { act: "rigRenamed", about: name, detail: to });
  });
}

function requireName(name: string): void {
  if (!NAME.test(name)) throw fleetStoreError("FLEET_RIG_NAME", { what: `"${name}" is no name of a rig` });
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
