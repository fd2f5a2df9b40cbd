import { join } from "node:path";
import type { FileSystem } from "@rigline/core";
import { askProgram, type ProgramPorts } from "../programs/ask-program.js";

export interface PythonEnvironment {
  /** Absolute. */
  readonly folder: string;
  /** As `pyvenv.cfg` says it; null where it does not. */
  readonly version: string | null;
  /** Version by name; of a package that is no release, where it is from. */
  readonly packages: Readonly<Record<string, string>>;
}

export interface PythonParts extends ProgramPorts {
  readonly fileSystem: FileSystem;
}

/**
 * What is installed in a Python environment, as `uv pip freeze` says it; where there is no uv, as the folder's own records do.
 * Throws what the disk says.
 */
export async function listPythonPackages(
  parts: PythonParts,
  folder: string,
  signal: AbortSignal,
): Promise<PythonEnvironment> {
  const settings = Buffer.from(parts.fileSystem.read(join(folder, "pyvenv.cfg"))).toString("utf8");
  const version = /^version(?:_info)?\s*=\s*(\S+)/m.exec(settings)?.[1] ?? null;
  const command = ["uv", "pip", "freeze", "--python", folder] as const;
  const { ok, output } = await askProgram(parts, { command: [...command], directory: folder, signal });
  return { folder, version, packages: ok ? parseFreeze(output) : readRecords(parts.fileSystem, folder) };
}

/** `numpy==2.1.0`, `task @ file:///C:/task`, `-e file:///C:/task` (called by its place). */
export function parseFreeze(text: string): Readonly<Record<string, string>> {
  const entries = text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const [, name = "", version = ""] = /^([^\s=@#-][^\s=@]*)\s*(?:==|@)\s*(\S+)$/.exec(line.trim()) ?? [];
    if (name !== "") return [[name, version]];
    const [, place = ""] = /^-e\s+(\S+)$/.exec(line.trim()) ?? [];
    return place === "" ? [] : [[place.replace(/^.*[\\/]/, ""), place]];
  });
  return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** By the folders `numpy-2.1.0.dist-info` of its site-packages, which every installer writes. */
function readRecords(fileSystem: FileSystem, folder: string): Readonly<Record<string, string>> {
  const libraries = [join(folder, "Lib", "site-packages"), ...posixLibraries(fileSystem, join(folder, "lib"))];
  const names = libraries
    .filter((library) => fileSystem.exists(library))
    .flatMap((library) => fileSystem.list(library))
    .flatMap(({ name }) => {
      const [, distribution = "", version = ""] = /^(.+)-([^-]+)\.dist-info$/.exec(name) ?? [];
      return distribution === "" ? [] : [[distribution.replaceAll("_", "-").toLowerCase(), version] as const];
    });
  return Object.fromEntries(names.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function posixLibraries(fileSystem: FileSystem, lib: string): readonly string[] {
  if (!fileSystem.exists(lib)) return [];
  const versions = fileSystem.list(lib).filter(({ name }) => /^python\d/.test(name));
  return versions.map(({ name }) => join(lib, name, "site-packages"));
}
