import { mkdir } from "node:fs/promises";
import { PGlite, types } from "@electric-sql/pglite";
import type { Database, Queries, SqlValue } from "./database.js";

interface Asked {
  query<Row>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
  exec(text: string): Promise<{ rows: object[] }[]>;
}

/**
 * PostgreSQL within this process, for trying the fleet: one question at a time, and no server to be set up. `folder`: undefined for
 * what is forgotten with the process.
 */
export async function openPglite(folder?: string): Promise<Database> {
  if (folder !== undefined) await mkdir(folder, { recursive: true });
  const lite = await PGlite.create({
    ...(folder === undefined ? {} : { dataDir: folder }),
    parsers: { [types.INT8]: Number },
  });
  const on = (asked: Asked): Queries => ({
    query: async <Row extends object>(text: string, values: readonly SqlValue[] = []) =>
      (await asked.query<Row>(text, [...values])).rows,
    driver: {
      executeSql: async (text, values) =>
        values === undefined
          ? { rows: (await asked.exec(text)).at(-1)?.rows ?? [] }
          : asked.query<object>(text, values),
    },
  });
  return {
    ...on(lite),
    place: folder === undefined ? "PGlite, in memory" : `PGlite in ${folder}`,
    transaction: (work) => lite.transaction((asked) => work(on(asked))),
    close: () => lite.close(),
  };
}
