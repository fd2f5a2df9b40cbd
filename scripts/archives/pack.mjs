// Packs what is published, as it is published: by the pinned package manager, with what .pnpmfile.cjs makes of each package.json.
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The folders in `packages` of what is published. */
export function listPublished() {
  return readdirSync(join(root, "packages")).filter((name) => readManifest(name).private !== true);
}

/** The package.json of a folder in `packages`. */
export function readManifest(name) {
  return JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"));
}

/** Those of ours that a package depends on, itself first, by their folders. */
export function closureOf(name, found = new Set()) {
  if (found.has(name)) return [...found];
  found.add(name);
  const ours = Object.keys(readManifest(name).dependencies ?? {}).filter((one) => one.startsWith("@rigline/"));
  for (const dependency of ours) closureOf(basename(dependency), found);
  return [...found];
}

/**
 * Packs all that is published into the folder `target`. Returns the archive of each package, by its folder. The package manager may
 * have to be fetched, with what `environment` says of the network.
 */
export function packPublished(target, environment = process.env) {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const published = listPublished();
  const chosen = published.flatMap((name) => ["--filter", `./packages/${name}`]);
  // One call for all: starting the package manager is what costs.
  execFileSync("npx", ["--yes", packageManager, ...chosen, "pack", "--pack-destination", target], {
    cwd: root,
    env: environment,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  return Object.fromEntries(published.map((name) => [name, join(target, archiveName(readManifest(name)))]));
}

function archiveName({ name, version }) {
  return `${name.replace("@", "").replace("/", "-")}-${version}.tgz`;
}
