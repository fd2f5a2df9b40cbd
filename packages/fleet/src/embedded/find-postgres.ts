import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fleetVariable } from "../config/environment.js";

/** The programs of a PostgreSQL that this machine has. */
export interface PostgresPrograms {
  /** The folder that they are in. */
  readonly folder: string;
}

/** Where Debian has them, one folder a version. */
const DEBIAN = "/usr/lib/postgresql";
const OLDEST = 15;

/** The newest of Debian's, else what stands on the PATH; undefined: there is none. Its version is looked at when it runs. */
export function findPostgres(): PostgresPrograms | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number) : [];
  const usable = versions.filter((version) => version >= OLDEST).sort((one, other) => other - one);
  const folders = [
    ...usable.map((version) => join(DEBIAN, String(version), "bin")),
    ...(fleetVariable("PATH") ?? "").split(delimiter),
  ];
  const folder = folders.find(
    (one) => one !== "" && existsSync(join(one, "initdb")) && existsSync(join(one, "postgres")),
  );
  return folder === undefined ? undefined : { folder };
}
