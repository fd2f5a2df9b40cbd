import { join } from "node:path";
import { packageFolder } from "@rigline/foundation/paths";
import Postgrator from "postgrator";
import type { Database, Queries } from "./database.js";
import { fleetStoreError } from "./store-errors.js";

export interface Migrated {
  /** What was applied now, `002 leases`; empty: it was up to date. */
  readonly applied: readonly string[];
  readonly version: number;
}

const OLDEST_SERVER = 150_000;

/** Any number that nothing else in the database locks. */
const LOCK = 7_468_531;

/** Where the steps stand, in the order of their numbers: plain SQL, which a person can read and run. */
const MIGRATIONS = join(packageFolder(import.meta.url), "src", "store", "migrations");

/**
 * Brings a database up to date, all steps or none; of several that try at once one does. `folder`, `to`: for tests, which go up to a
 * version of before. Throws FLEET_DATABASE_OLD and FLEET_DATABASE_NEWER.
 */
export async function migrate(database: Database, folder: string = MIGRATIONS, to = "max"): Promise<Migrated> {
  const [server] = await database.query<{ version: number }>(
    "select current_setting('server_version_num')::int as version",
  );
  if (server !== undefined && server.version < OLDEST_SERVER)
    throw fleetStoreError("FLEET_DATABASE_OLD", {
      what: `${database.place} is of version ${Math.floor(server.version / 10_000)}`,
    });
  return database.transaction(async (queries) => {
    // Of hundreds of thousands of sessions an index takes minutes; and whoever waits for one that does waits as long.
    await queries.query("set local statement_timeout = 0");
    await queries.query("select pg_advisory_xact_lock($1)", [LOCK]);
    const steps = new Postgrator({
      driver: "pg",
      database: "",
      schemaTable: "fleet_versions",
      migrationPattern: join(folder, "*.sql").replaceAll("\\", "/"),
      execQuery: async (text) => ({ rows: [...(await queries.query(text))], fields: [] }),
      execSqlScript: (text) => runEach(queries, text),
    });
    const [before, newest] = [await steps.getDatabaseVersion(), await steps.getMaxVersion()];
    if (before > newest)
      throw fleetStoreError("FLEET_DATABASE_NEWER", {
        what: `the database is of version ${before}, and this program knows ${newest}`,
      });
    const applied = await steps.migrate(to);
    const named = applied.map(({ version, name }) => `${String(version).padStart(3, "0")} ${name}`);
    return { applied: named, version: await steps.getDatabaseVersion() };
  });
}

/**
 * Statement by statement: no transaction of both drivers takes several at once. A step holds no `;` at the end of a line but at the end of
 * a statement, or between two `$$`.
 */
async function runEach(queries: Queries, text: string): Promise<void> {
  const plain = text.replaceAll(/^\s*--.*$/gmu, "");
  for (const [statement] of plain.matchAll(/(?:\$\$[^]*?\$\$|[^;$]|\$|;(?!\s*$))+/gmu))
    if (statement.trim() !== "") await queries.query(statement);
}
