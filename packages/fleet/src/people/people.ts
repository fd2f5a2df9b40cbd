import type { Database, Queries } from "../store/database.js";
import type { Role } from "../wire/roles.js";
import { type Doer, writeAct } from "./acts.js";
import { peopleError } from "./people-errors.js";

/** Somebody who may see the fleet, or could. */
export interface Person {
  readonly id: number;
  /** What they sign in with, in small letters. */
  readonly name: string;
  readonly role: Role;
  /** They have a password here. */
  readonly hasPassword: boolean;
  /** They have signed in by OpenID Connect. */
  readonly isBound: boolean;
  readonly createdAt: Date;
  /** Since when they may not see it any more; null: they may. */
  readonly revokedAt: Date | null;
  readonly seenAt: Date | null;
}

const NAME = /^[\p{L}\p{N}._+@-]{1,100}$/u;

/** As people sign in: by small letters. Throws FLEET_PERSON_NAME. */
function personName(text: string): string {
  const name = text.trim().normalize("NFC").toLowerCase();
  if (!NAME.test(name)) throw peopleError("FLEET_PERSON_NAME", { what: `"${text}" is no name of a person` });
  return name;
}

export interface NewPerson {
  readonly name: string;
  readonly role: Role;
  /** As `hashPassword` makes it; null: they sign in by OpenID Connect. */
  readonly password: string | null;
}

/** Throws FLEET_PERSON_NAME and FLEET_PERSON_KNOWN. */
export async function addPerson(
  database: Database,
  by: Doer,
  { role, password, ...given }: NewPerson,
): Promise<number> {
  const name = personName(given.name);
  return database.transaction(async (queries) => {
    const [added] = await queries.query<{ id: number }>(
      "insert into people (name, role, password) values ($1, $2, $3) on conflict (name) do nothing returning id",
      [name, role, password],
    );
    if (added === undefined) throw peopleError("FLEET_PERSON_KNOWN", { what: `${name} is in the fleet already` });
    await writeAct(queries, by, { act: "personAdded", about: name, detail: role });
    return added.id;
  });
}

export function listPeople(queries: Queries): Promise<readonly Person[]> {
  return queries.query<Person>(
    `select id, name, role, password is not null as "hasPassword", subject is not null as "isBound", created_at as "createdAt",
       revoked_at as "revokedAt", (select max(seen_at) from visits where person = people.id) as "seenAt"
     from people order by revoked_at is not null, name`,
  );
}

/** Counts from their next request on. Throws FLEET_PERSON_UNKNOWN and FLEET_LAST_ADMIN. */
export function changeRole(database: Database, by: Doer, name: string, role: Role): Promise<void> {
  return changePerson(database, name, async (queries, id, known) => {
    await queries.query("update people set role = $2 where id = $1", [id, role]);
    await writeAct(queries, by, { act: "roleChanged", about: known, detail: role });
  });
}

/** Ends their visits too. What they did stays on record. Throws FLEET_PERSON_UNKNOWN and FLEET_LAST_ADMIN. */
export function revokePerson(database: Database, by: Doer, name: string): Promise<void> {
  return changePerson(database, name, async (queries, id, known) => {
    await queries.query("update people set revoked_at = coalesce(revoked_at, now()) where id = $1", [id]);
    await queries.query("delete from visits where person = $1", [id]);
    await writeAct(queries, by, { act: "personRevoked", about: known, detail: "" });
  });
}

/** Throws FLEET_PERSON_UNKNOWN. */
export function restorePerson(database: Database, by: Doer, name: string): Promise<void> {
  return changePerson(database, name, async (queries, id, known) => {
    await queries.query("update people set revoked_at = null where id = $1", [id]);
    await writeAct(queries, by, { act: "personRestored", about: known, detail: "" });
  });
}

/**
 * Ends their visits, but for `keep`, by its hash: whoever knows the old one is out. `password`: as `hashPassword` makes it. Throws
 * FLEET_PERSON_UNKNOWN.
 */
export function setPassword(database: Database, by: Doer, name: string, password: string, keep = ""): Promise<void> {
  return changePerson(database, name, async (queries, id, known) => {
    await queries.query("update people set password = $2 where id = $1", [id, password]);
    await queries.query("delete from visits where person = $1 and hash <> $2", [id, keep]);
    await writeAct(queries, by, { act: "passwordChanged", about: known, detail: "" });
  });
}

function changePerson(
  database: Database,
  name: string,
  change: (queries: Queries, id: number, name: string) => Promise<void>,
): Promise<void> {
  return database.transaction(async (queries) => {
    // All of them: two admins who take it from each other at once would both succeed.
    const people = await queries.query<{ id: number; name: string; role: Role; revoked: boolean }>(
      "select id, name, role, revoked_at is not null as revoked from people order by id for update",
    );
    const person = people.find((one) => one.name === name.trim().normalize("NFC").toLowerCase());
    if (person === undefined) throw peopleError("FLEET_PERSON_UNKNOWN", { what: `nobody is called ${name}` });
    await change(queries, person.id, person.name);
    if (person.role !== "admin" || person.revoked) return;
    const [left] = await queries.query<{ admins: number }>(
      "select count(*)::int as admins from people where role = 'admin' and revoked_at is null",
    );
    if (left?.admins === 0)
      throw peopleError("FLEET_LAST_ADMIN", { what: `${person.name} is the only admin of this fleet` });
  });
}
