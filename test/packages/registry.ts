import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { dependencyClosure } from "./dependency-closure.js";
import { readArchive } from "./read-archive.js";

interface PackedFile {
  readonly path: string;
  readonly content: Buffer;
}

const { listFiles, packTar } = (await import(new URL("../../scripts/archives/tar.mjs", import.meta.url).href)) as {
  listFiles: (folder: string, isKept: (path: string) => boolean) => readonly PackedFile[];
  packTar: (files: readonly PackedFile[], root: string, level: number) => Buffer;
};

interface Version {
  readonly manifest: Readonly<Record<string, unknown>>;
  /** Packed when it is first asked for. */
  archive(): Buffer;
}

export interface Registry {
  readonly address: string;
  /** What nobody here has. */
  readonly unknown: readonly string[];
  close(): Promise<void>;
}

/**
 * A registry on loopback. It has what was packed of ours, and of others what this checkout has installed for `main`: no other
 * network is needed.
 */
export async function startRegistry(archives: readonly string[], main: string): Promise<Registry> {
  const packages = new Map<string, Map<string, Version>>();
  const add = (version: Version): void => {
    const { name, version: number } = version.manifest as { readonly name: string; readonly version: string };
    packages.set(name, (packages.get(name) ?? new Map<string, Version>()).set(number, version));
  };
  for (const archive of archives) add(ours(archive));
  for (const { name, folder } of dependencyClosure(main)) if (!name.startsWith("@rigline/")) add(installed(folder));

  const unknown: string[] = [];
  const server = createServer((request, response) => {
    const [name = "", number] = decodeURIComponent((request.url ?? "").slice(1)).split("/-/");
    const versions = packages.get(name);
    if (request.method !== "GET" || versions === undefined) {
      unknown.push(`${request.method} ${request.url}`);
      response.writeHead(404).end("{}");
    } else if (number === undefined) {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(describe(name, versions, `http://${request.headers.host}`)));
    } else response.writeHead(200).end(versions.get(number)?.archive());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    unknown,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** As a registry tells of a package, by the rules of npm's own: the versions with what their package.json says, and where their archives are. */
function describe(name: string, versions: ReadonlyMap<string, Version>, address: string): object {
  const numbers = [...versions.keys()];
  const described = [...versions].map(([number, version]) => {
    const integrity = `sha512-${createHash("sha512").update(version.archive()).digest("base64")}`;
    return [number, { ...version.manifest, dist: { tarball: `${address}/${name}/-/${number}`, integrity } }] as const;
  });
  return { name, "dist-tags": { latest: numbers.at(-1) }, versions: Object.fromEntries(described) };
}

function ours(archive: string): Version {
  const manifest = readArchive(archive).get("package.json")?.toString("utf8") ?? "{}";
  return { manifest: JSON.parse(manifest) as Version["manifest"], archive: () => readFileSync(archive) };
}

function installed(folder: string): Version {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Version["manifest"];
  let packed: Buffer | undefined;
  return {
    manifest,
    archive: () =>
      (packed ??= packTar(
        listFiles(folder, (path) => path !== "node_modules"),
        "package",
        1,
      )),
  };
}
