import { readdirSync } from "node:fs";
import { join } from "node:path";
import { nearestName } from "@rigline/foundation/errors";

/** Known wherever they are not installed. */
const KNOWN = ["@rigline/core", "@rigline/watchdog-plugin", "zod"];

/** The package that a name is probably meant to be: one that differs little, or that the name is the beginning of. */
export function nearestPackage(name: string, folders: readonly string[]): string | undefined {
  const candidates = [...new Set([...KNOWN, ...folders.flatMap(listPackages)])].filter((other) => other !== name);
  return nearestName(name, candidates) ?? candidates.find((candidate) => candidate.startsWith(`${name}-`));
}

function listPackages(modules: string): string[] {
  return listFolder(modules).flatMap((name) =>
    name.startsWith("@") ? listFolder(join(modules, name)).map((inner) => `${name}/${inner}`) : name,
  );
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith("."));
  } catch {
    return [];
  }
}
