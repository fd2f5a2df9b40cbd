import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

export interface InstalledPackage {
  readonly name: string;
  readonly folder: string;
}

interface PackageJson {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** The package in this folder and all that an installation brings for it, each once, as this checkout has them. */
export function dependencyClosure(folder: string): readonly InstalledPackage[] {
  const found = new Map<string, InstalledPackage>();
  const add = (home: string): void => {
    const real = realpathSync(home);
    if (found.has(real)) return;
    const { name, dependencies, peerDependencies, peerDependenciesMeta } = readPackage(real);
    found.set(real, { name, folder: real });
    const peers = Object.keys(peerDependencies ?? {}).filter((peer) => peerDependenciesMeta?.[peer]?.optional !== true);
    for (const dependency of [...Object.keys(dependencies ?? {}), ...peers]) add(findFrom(real, dependency));
  };
  add(folder);
  return [...found.values()];
}

function readPackage(folder: string): PackageJson {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as PackageJson;
}

/** As Node looks for it. */
function findFrom(start: string, name: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const home = join(folder, "node_modules", name);
    if (existsSync(home)) return home;
    if (dirname(folder) === folder) throw new Error(`${name}, which ${start} depends on, is not installed`);
  }
}

/** What a folder's files take on a disk with blocks of 4 KiB, in bytes; packages inside it are others. */
export function bytesOnDisk(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== "node_modules")
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? BLOCK + bytesOnDisk(path) : inBlocks(statSync(path).size);
    })
    .reduce((sum, bytes) => sum + bytes, 0);
}

const BLOCK = 4096;

export function inBlocks(bytes: number): number {
  return Math.ceil(bytes / BLOCK) * BLOCK;
}
