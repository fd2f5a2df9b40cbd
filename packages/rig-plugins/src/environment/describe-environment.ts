import { join } from "node:path";
import { type LoadedVersions, type Machine, messageOf, type ResolvedConfig, resolveFrom } from "@rigline/core";
import { askProgram } from "../programs/ask-program.js";
import { parseBonsaiPackages } from "./bonsai-packages.js";
import type { EnvironmentOptions } from "./environment-options.js";
import { listPythonPackages, type PythonEnvironment, type PythonParts } from "./python-packages.js";

export interface EnvironmentParts extends PythonParts {
  readonly machine: Pick<Machine, "hostname" | "system">;
  readonly installation: LoadedVersions;
  readonly config: ResolvedConfig;
}

/** What a session ran with, as it is written down. */
export interface EnvironmentRecord {
  readonly rigline: string;
  readonly plugins: LoadedVersions["plugins"];
  readonly node: string;
  readonly system: string;
  readonly hostname: string;
  /** Null: the rig has none. */
  readonly python: PythonEnvironment | null;
  readonly bonsai: { readonly file: string; readonly packages: Readonly<Record<string, string>> } | null;
  /** What each program printed, by the name that the config gives it. */
  readonly programs: Readonly<Record<string, string>>;
  /** What was asked for and could not be told, one sentence each. */
  readonly unknown: readonly string[];
}

/** As Bonsai's bootstrapper and its installer spell it. */
const BONSAI_PLACES = [".bonsai", "bonsai"].flatMap((folder) =>
  ["Bonsai.config", "bonsai.config"].map((file) => join(folder, file)),
);

export async function describeEnvironment(
  parts: EnvironmentParts,
  options: EnvironmentOptions,
  signal: AbortSignal,
): Promise<EnvironmentRecord> {
  const unknown: string[] = [];
  const trying = async <Value>(what: string, ask: () => Value | Promise<Value>): Promise<Value | null> => {
    try {
      return await ask();
    } catch (error) {
      unknown.push(`${what}: ${messageOf(error)}`);
      return null;
    }
  };
  const python = placeOf(parts, options.python, [".venv"]);
  const bonsai = placeOf(parts, options.bonsai, BONSAI_PLACES);
  return {
    rigline: parts.installation.version,
    plugins: parts.installation.plugins,
    node: process.version,
    system: parts.machine.system,
    hostname: parts.machine.hostname,
    python:
      python === undefined ? null : await trying("Python packages", () => listPythonPackages(parts, python, signal)),
    bonsai: bonsai === undefined ? null : await trying("Bonsai packages", () => readBonsai(parts, bonsai)),
    programs: await askAll(parts, options, signal, unknown),
    unknown,
  };
}

/** What the config names, whether or not it is there; else the first of the usual places that is. */
function placeOf(parts: EnvironmentParts, named: string | undefined, usual: readonly string[]): string | undefined {
  if (named !== undefined) return resolveFrom(parts.config, named);
  return usual.map((place) => resolveFrom(parts.config, place)).find((place) => parts.fileSystem.exists(place));
}

function readBonsai({ fileSystem }: EnvironmentParts, file: string): EnvironmentRecord["bonsai"] {
  return { file, packages: parseBonsaiPackages(Buffer.from(fileSystem.read(file)).toString("utf8")) };
}

async function askAll(
  parts: EnvironmentParts,
  { programs }: EnvironmentOptions,
  signal: AbortSignal,
  unknown: string[],
): Promise<Readonly<Record<string, string>>> {
  const said: Record<string, string> = {};
  for (const [name, [program = "", ...args]] of Object.entries(programs)) {
    const { ok, output, why } = await askProgram(parts, {
      command: [program, ...args],
      directory: parts.config.folder,
      signal,
    });
    if (ok) said[name] = output.trim();
    else unknown.push(`${name}: ${why}`);
  }
  return said;
}
