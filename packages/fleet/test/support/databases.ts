import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPostgres } from "../../src/embedded/find-postgres.js";
import { startPostgres, type OwnPostgres } from "../../src/embedded/own-postgres.js";
import type { Doer } from "../../src/people/acts.js";
import type { Database } from "../../src/store/database.js";
import { openFleetStore } from "../../src/store/open-store.js";

const programs = findPostgres();

/** Why nothing is tried on a real PostgreSQL here; undefined: it is. */
export const NO_POSTGRES = programs === undefined ? "this machine has no PostgreSQL 15 or newer" : undefined;
if (NO_POSTGRES !== undefined) process.stderr.write(`fleet: ${NO_POSTGRES}: PGlite alone is tried\n`);

/** A real server in a temporary folder, started as another user where this one is root. */
export async function startTestPostgres(
  settings: readonly string[] = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"],
): Promise<OwnPostgres & { remove(): Promise<void> }> {
  if (programs === undefined) throw new Error(NO_POSTGRES);
  const folder = mkdtempSync(join(tmpdir(), "rigline-pg-"));
  const as = process.getuid?.() === 0 ? postgresUser() : undefined;
  if (as !== undefined) execFileSync("chmod", ["711", folder]);
  const postgres = await startPostgres({ programs, folder, as, settings });
  return {
    ...postgres,
    remove: async () => {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Debian's, else nobody. */
function postgresUser(): { uid: number; gid: number } {
  const ask = (option: string): number => {
    try {
      return Number(
        execFileSync("id", [option, "postgres"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
      );
    } catch {
      return 65_534;
    }
  };
  return { uid: ask("-u"), gid: ask("-g") };
}

/** Who does what tests do. */
export const TESTER: Doer = { person: null, by: "tester", from: null };

/** What both kinds of database have to do alike: a store in memory, and one on a real server. */
export interface TestStore {
  readonly database: Database;
  /** For another program; undefined: in this process alone. */
  readonly address: string | undefined;
  close(): Promise<void>;
}

export const KINDS = NO_POSTGRES === undefined ? (["PGlite", "PostgreSQL"] as const) : (["PGlite"] as const);

export async function openTestStore(kind: (typeof KINDS)[number]): Promise<TestStore> {
  const fail = (error: Error): void => void error;
  if (kind === "PGlite") {
    const { database } = await openFleetStore({ inMemory: true }, fail);
    return { database, address: undefined, close: () => database.close() };
  }
  const postgres = await startTestPostgres();
  const { database } = await openFleetStore({ address: postgres.address }, fail);
  return {
    database,
    address: postgres.address,
    close: async () => {
      await database.close();
      await postgres.remove();
    },
  };
}
