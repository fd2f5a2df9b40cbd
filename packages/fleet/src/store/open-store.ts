import { messageOf, RiglineError } from "@rigline/foundation/errors";
import type { Database } from "./database.js";
import { migrate, type Migrated } from "./migrate.js";
import { makePartitions } from "./partitions.js";
import { fleetStoreError } from "./store-errors.js";

/** By which database: a server's address, a folder for PGlite, or what is forgotten with the process. */
export type FleetPlace = { readonly address: string } | { readonly folder: string } | { readonly inMemory: true };

export interface OpenFleetStore {
  readonly database: Database;
  readonly migrated: Migrated;
}

/**
 * Opens the fleet's database and brings it up to date. Throws FLEET_DATABASE_ADDRESS, FLEET_DATABASE_AWAY, FLEET_DATABASE_OLD and
 * FLEET_DATABASE_NEWER.
 */
export async function openFleetStore(place: FleetPlace, onFailure: (error: Error) => void): Promise<OpenFleetStore> {
  const database = await openDatabase(place, onFailure);
  try {
    const migrated = await migrate(database);
    await makePartitions(database);
    return { database, migrated };
  } catch (error) {
    await database.close();
    if (error instanceof RiglineError) throw error;
    throw fleetStoreError("FLEET_DATABASE_AWAY", {
      what: `${database.place} can't be asked: ${messageOf(error)}`,
      cause: error,
    });
  }
}

/** Each driver is loaded where it is needed alone. */
async function openDatabase(place: FleetPlace, onFailure: (error: Error) => void): Promise<Database> {
  if ("address" in place) {
    const { openPostgres } = await import("./postgres-database.js");
    return openPostgres(place.address, { onFailure });
  }
  const { openPglite } = await import("./pglite-database.js");
  return openPglite("folder" in place ? place.folder : undefined);
}
