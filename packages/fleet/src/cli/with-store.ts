import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { RiglineError } from "@rigline/foundation/errors";
import { systemLocks, type ProcessLock } from "@rigline/foundation/lock";
import { fleetVariable } from "../config/environment.js";
import { findPostgres } from "../embedded/find-postgres.js";
import { findRunningPostgres, startPostgres } from "../embedded/own-postgres.js";
import { openFleetStore, type OpenFleetStore, type FleetPlace } from "../store/open-store.js";
import { fleetStoreError } from "../store/store-errors.js";

export interface StoreFlags {
  readonly data: string;
  readonly database?: "postgres" | "pglite";
}

/** A database that is there for as long as something is done with it. */
interface Held {
  readonly place: FleetPlace;
  end(): Promise<void>;
}

/**
 * Does something with the database, and closes it: that of DATABASE_URL, else the one in the folder, which one process at a time
 * has; beside it others may ask where it is PostgreSQL. Throws FLEET_DATA_IN_USE.
 */
export async function withStore(
  flags: StoreFlags,
  work: (store: OpenFleetStore) => Promise<void> | void,
): Promise<void> {
  const address = fleetVariable("DATABASE_URL") ?? "";
  const held =
    address === "" ? await holdFolder(resolve(flags.data), flags.database) : { place: { address }, end: nothing };
  try {
    const store = await openFleetStore(held.place, (error) => process.stderr.write(`the database: ${error.message}\n`));
    try {
      await work(store);
    } finally {
      await store.database.close();
    }
  } finally {
    await held.end();
  }
}

async function holdFolder(folder: string, wanted: StoreFlags["database"]): Promise<Held> {
  const kind = kindOf(folder, wanted);
  const lock = await lockUnlessHeld(folder);
  const programs = kind === "postgres" ? findPostgres() : undefined;
  if (lock instanceof RiglineError) {
    const running = programs && (await findRunningPostgres({ programs, folder }));
    if (running !== undefined) return { place: { address: running.address }, end: nothing };
    throw fleetStoreError("FLEET_DATA_IN_USE", {
      what: `${folder}: ${lock.message}`,
      where: { file: folder },
      cause: lock,
    });
  }
  if (programs === undefined) return { place: { folder: join(folder, "pglite") }, end: () => lock.release() };
  try {
    const postgres = await startPostgres({ programs, folder });
    const end = async (): Promise<void> => {
      await postgres.stop();
      await lock.release();
    };
    return { place: { address: postgres.address }, end };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** What is there already stays; a new one is PostgreSQL where this machine has it, and this user may run it. */
function kindOf(folder: string, wanted: StoreFlags["database"]): "postgres" | "pglite" {
  if (wanted !== undefined) return wanted;
  if (existsSync(join(folder, "postgres"))) return "postgres";
  const mayRun = process.platform !== "win32" && process.getuid?.() !== 0;
  return !existsSync(join(folder, "pglite")) && mayRun && findPostgres() !== undefined ? "postgres" : "pglite";
}

async function lockUnlessHeld(folder: string): Promise<ProcessLock | RiglineError> {
  const since = new Date().toISOString();
  const what = `rigline-fleet of ${folder} on ${hostname()}`;
  try {
    return await systemLocks.acquire(`rigline-fleet:${folder}`, { pid: process.pid, since, what });
  } catch (error) {
    if (error instanceof RiglineError && error.code === "LOCK_HELD") return error;
    throw error;
  }
}

function nothing(): Promise<void> {
  return Promise.resolve();
}
