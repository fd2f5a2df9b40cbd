import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** Where the tests that need Python's programs keep theirs. */
const PEERS = join(homedir(), ".cache", "rigline", "peers");

export interface InstalledUv {
  /** With uv on the PATH. */
  readonly environment: Readonly<Record<string, string>>;
  /** A Python environment. */
  readonly python: string;
}

/** Undefined: the machine has none, and tests of uv are skipped. */
export function findUv(): InstalledUv | undefined {
  if (!existsSync(PEERS)) return undefined;
  const folders = readdirSync(PEERS).map((name) => join(PEERS, name));
  const uv = folders.find((folder) => existsSync(join(folder, "bin", "uv")));
  const python = folders.find((folder) => existsSync(join(folder, "pyvenv.cfg")));
  if (uv === undefined || python === undefined) return undefined;
  const PATH = [join(uv, "bin"), join(python, "bin"), process.env["PATH"] ?? ""].join(delimiter);
  // What it would fetch is not what is tested.
  return { environment: { PATH, HOME: homedir(), UV_OFFLINE: "1", UV_NO_PROGRESS: "1" }, python };
}
