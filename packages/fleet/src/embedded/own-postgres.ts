import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { messageOf } from "@rigline/foundation/errors";
import { fleetVariables } from "../config/environment.js";
import type { PostgresPrograms } from "./find-postgres.js";
import { embeddedError } from "./embedded-errors.js";

/** A PostgreSQL server of the fleet's own. */
export interface OwnPostgres {
  /** For DATABASE_URL. */
  readonly address: string;
  /** Ends it in order. */
  stop(): Promise<void>;
  /** As a power cut would: for tests. */
  kill(): Promise<void>;
}

export interface OwnPostgresOptions {
  readonly programs: PostgresPrograms;
  /** Holds the database, and is made where it is not there. */
  readonly folder: string;
  /** Whose process it is: PostgreSQL does not run as root. Absent: this user's. */
  readonly as?: { readonly uid: number; readonly gid: number } | undefined;
  /** Further settings, `fsync=off`. */
  readonly settings?: readonly string[];
}

const USER = "fleet";
const START_MS = 30_000;
const LOOK_MS = 20;

/**
 * Starts a server whose database is in a folder; nobody reaches it but by a socket in a folder of this user alone. One that was left
 * running by a process that was killed is used again. Throws FLEET_POSTGRES_FAILED.
 */
export async function startPostgres(options: OwnPostgresOptions): Promise<OwnPostgres> {
  const data = join(options.folder, "postgres");
  try {
    await mkdir(options.folder, { recursive: true });
    await ownedFolder(data, options);
    if (!existsSync(join(data, "PG_VERSION"))) await initialise(data, options);
    return (await findRunningPostgres(options)) ?? (await start(data, options));
  } catch (error) {
    throw embeddedError("FLEET_POSTGRES_FAILED", {
      what: `the PostgreSQL in ${options.programs.folder} does not run with its data in ${data}`,
      why: messageOf(error),
      where: { file: data },
      cause: error,
    });
  }
}

async function ownedFolder(path: string, { as }: OwnPostgresOptions): Promise<void> {
  await mkdir(path, { recursive: true });
  await chmod(path, 0o700);
  if (as !== undefined) await chown(path, as.uid, as.gid);
}

function initialise(data: string, options: OwnPostgresOptions): Promise<unknown> {
  // Of who may come nothing is asked: the folder of the socket lets nobody in.
  const args = ["-D", data, "-U", USER, "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"];
  return run(options, "initdb", args);
}

async function start(data: string, options: OwnPostgresOptions): Promise<OwnPostgres> {
  const { programs, as, settings = [] } = options;
  // Its path has to be short.
  const socket = await mkdtemp(join(tmpdir(), "rigline-fleet-"));
  await ownedFolder(socket, options);
  const given = ["listen_addresses=", "unix_socket_permissions=0700", ...settings].flatMap((one) => ["-c", one]);
  const child = spawn(join(programs.folder, "postgres"), ["-D", data, "-k", socket, ...given], {
    ...as,
    cwd: data,
    env: plainVariables(),
    stdio: ["ignore", "ignore", "pipe"],
    // Ctrl+C is for the fleet's server, which ends this one when it needs it no more.
    detached: true,
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said = `${said}${text}`.slice(-4000)));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const end = async (signal: "SIGINT" | "SIGKILL"): Promise<void> => {
    // Nothing else keeps this process until it has ended.
    child.ref();
    child.kill(signal);
    await ended;
    await rm(socket, { recursive: true, force: true });
  };
  let isOver = false;
  void ended.then(() => (isOver = true));
  for (const begun = Date.now(); !(await isReady(socket, options));) {
    if (isOver || Date.now() - begun > START_MS) {
      await end("SIGKILL");
      throw new Error(said.trim().split("\n").slice(-3).join(" ") || "it did not begin to answer");
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  // Whoever has nothing else to do ends it, and is not kept by it.
  child.unref();
  return { address: addressOf(socket), stop: () => end("SIGINT"), kill: () => end("SIGKILL") };
}

/** One that runs with its data in that folder, for whoever started it or was killed; undefined: none does. */
export async function findRunningPostgres(options: OwnPostgresOptions): Promise<OwnPostgres | undefined> {
  const data = join(options.folder, "postgres");
  const file = join(data, "postmaster.pid");
  const [pid = "", , , , socket = ""] = existsSync(file) ? (await readFile(file, "utf8")).split("\n") : [];
  if (!/^\d+$/u.test(pid) || socket === "" || !(await isReady(socket, options))) return undefined;
  const stop = async (mode: "fast" | "immediate"): Promise<void> => {
    await run(options, "pg_ctl", ["stop", "-D", data, "-m", mode, "-w"]);
    await rm(socket, { recursive: true, force: true });
  };
  return { address: addressOf(socket), stop: () => stop("fast"), kill: () => stop("immediate") };
}

async function isReady(socket: string, options: OwnPostgresOptions): Promise<boolean> {
  if (!existsSync(join(socket, ".s.PGSQL.5432"))) return false;
  try {
    await run(options, "pg_isready", ["-h", socket, "-q"]);
    return true;
  } catch {
    return false;
  }
}

function addressOf(socket: string): string {
  return `postgresql://${USER}@localhost/postgres?host=${encodeURIComponent(socket)}`;
}

function run({ programs, as }: OwnPostgresOptions, program: string, args: readonly string[]): Promise<unknown> {
  const options = { ...as, cwd: "/", env: plainVariables(), windowsHide: true };
  return promisify(execFile)(join(programs.folder, program), [...args], options);
}

/** Without those by which its programs would be led elsewhere. */
function plainVariables(): Record<string, string | undefined> {
  const kept = Object.entries(fleetVariables()).filter(([name]) => !/^(?:PG|LC_|LANG)/u.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: "C" };
}
