import { hostname } from "node:os";
import { resolve } from "node:path";
import { RiglineError } from "@rigline/foundation/errors";
import { systemLocks } from "@rigline/foundation/lock";
import { fleetVariable } from "../config/environment.js";
import { openStore, type OpenStore, type StorePlace } from "../store/open-store.js";
import { storeError } from "../store/store-errors.js";

export interface StoreFlags {
  readonly data: string;
}

/** Where the database is: at DATABASE_URL, else in the folder. */
function storePlace({ data }: StoreFlags): StorePlace {
  const address = fleetVariable("DATABASE_URL") ?? "";
  return address === "" ? { folder: resolve(data) } : { address };
}

/** Does something with the database, and closes it. Of a folder one process has it at a time. Throws FLEET_DATA_IN_USE. */
export async function withStore(flags: StoreFlags, work: (store: OpenStore) => Promise<void> | void): Promise<void> {
  const place = storePlace(flags);
  const lock = "folder" in place ? await lockFolder(place.folder) : undefined;
  try {
    const store = await openStore(place, (error) => process.stderr.write(`the database: ${error.message}\n`));
    try {
      await work(store);
    } finally {
      await store.database.close();
    }
  } finally {
    await lock?.release();
  }
}

async function lockFolder(folder: string): ReturnType<typeof systemLocks.acquire> {
  const since = new Date().toISOString();
  try {
    return await systemLocks.acquire(`rigline-fleet:${folder}`, {
      pid: process.pid,
      since,
      what: `rigline-fleet of ${folder} on ${hostname()}`,
    });
  } catch (error) {
    if (!(error instanceof RiglineError) || error.code !== "LOCK_HELD") throw error;
    throw storeError("FLEET_DATA_IN_USE", {
      what: `${folder}: ${error.message}`,
      where: { file: folder },
      cause: error,
    });
  }
}
