import { mark } from "@rigline/foundation/marks";
import { Pool, types, type ClientBase } from "pg";
import type { Database, Queries, SqlValue } from "./database.js";
import { fleetStoreError } from "./store-errors.js";

/** Connections at once: rigs push one after the other, each in a moment. */
const MOST_CONNECTIONS = 10;
const CONNECT_MS = 10_000;
/** A question that takes longer is not answered to a rig in time anyhow. */
const STATEMENT_MS = 60_000;

/**
 * A PostgreSQL server by its address. Connections are made when they are needed and again after it was away. Throws
 * FLEET_DATABASE_ADDRESS.
 */
export function openPostgres(address: string, { onFailure }: { readonly onFailure: (error: Error) => void }): Database {
  if (!/^postgres(?:ql)?:\/\//u.test(address))
    throw fleetStoreError("FLEET_DATABASE_ADDRESS", {
      what: "the database's address does not begin with postgresql://",
    });
  const pool = new Pool({
    connectionString: address,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    application_name: "rigline-fleet",
    types: { getTypeParser: parserOf },
  });
  // A connection that breaks while nobody uses it; the next one is made anew.
  pool.on("error", onFailure);
  const on = (client: Pick<ClientBase, "query">): Queries => ({
    query: async <Row extends object>(text: string, values: readonly SqlValue[] = []) =>
      (await client.query<Row>(text, [...values])).rows,
    driver: { executeSql: async (text, values) => lastOf(await client.query(text, values)) },
  });
  return {
    ...on(pool),
    place: placeOf(address),
    transaction: async (work) => {
      const client = await pool.connect();
      let broken: Error | undefined;
      const onBroken = (error: Error): void => {
        mark("fleet: a connection that breaks within a transaction ends that, and not the server");
        broken = error;
        onFailure(error);
      };
      client.on("error", onBroken);
      try {
        await client.query("begin");
        const done = await work(on(client));
        await client.query("commit");
        return done;
      } catch (error) {
        // What can't be rolled back is not used again.
        await client.query("rollback").catch((failure: Error) => (broken = failure));
        throw error;
      } finally {
        client.off("error", onBroken);
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
}

/** Of several statements the result of each comes. */
function lastOf(result: unknown): { rows: object[] } {
  const last: unknown = Array.isArray(result) ? result.at(-1) : result;
  return { rows: (last as { readonly rows?: object[] } | undefined)?.rows ?? [] };
}

/** Whole numbers of eight bytes come as numbers: none here is too large for that. */
const parserOf: typeof types.getTypeParser = (id, format) =>
  id === types.builtins.INT8 ? Number : types.getTypeParser(id, format);

function placeOf(address: string): string {
  if (!URL.canParse(address)) return "PostgreSQL";
  const { host, pathname, searchParams } = new URL(address);
  // The folder of a socket goes before the host.
  return `PostgreSQL at ${searchParams.get("host") ?? host}, database ${pathname.slice(1)}`;
}
