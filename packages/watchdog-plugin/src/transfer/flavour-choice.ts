import { inject, injectable } from "@rigline/core";
import { flavourOf, readerOf, type ManifestFlavour } from "@rigline/manifest";
import { executableOf, serviceOf } from "../daemon/create-daemon.js";
import { isOwnProgram } from "../daemon/service-program.js";
import { findServiceVersion } from "../daemon/service-version.js";
import { findWatchPlaces } from "../daemon/watch-places.js";
import type { WatchdogOptions } from "../options/watchdog-options.js";
import { PluginParts } from "../parts.js";

export interface ChosenFlavour {
  readonly flavour: ManifestFlavour;
  /** Why, one phrase. */
  readonly why: string;
  /** The version of WATCHDOG_EXE that takes no manifest of today. */
  readonly tooOld?: string;
}

/** What the options say by themselves; `auto` is current until the daemon was asked. */
export function flavourOfOptions({ manifest_flavour }: Pick<WatchdogOptions, "manifest_flavour">): ManifestFlavour {
  return manifest_flavour === "auto" ? "current" : manifest_flavour;
}

/** For whom this rig's manifests are written: what the options say, else what the daemon that is installed reads. */
@injectable()
export class FlavourChoice {
  readonly #parts: PluginParts;
  #chosen: Promise<ChosenFlavour> | undefined;

  constructor(@inject(PluginParts) parts: PluginParts) {
    this.#parts = parts;
  }

  /** Once for all sessions of a launcher. */
  choose(): Promise<ChosenFlavour> {
    return (this.#chosen ??= choose(this.#parts));
  }
}

async function choose(parts: PluginParts): Promise<ChosenFlavour> {
  const { options, environment, processes, fileSystem, config } = parts;
  if (options.manifest_flavour !== "auto")
    return { flavour: options.manifest_flavour, why: "manifest_flavour says so" };
  const service = serviceOf(parts);
  if (service === "none") return { flavour: "current", why: "nobody is started, so nobody can be asked" };
  const program = service === "external" ? executableOf(environment) : undefined;
  if (program === undefined || isOwnProgram(program))
    return { flavour: "current", why: "Rigline's own daemon reads it" };
  const asked = { processes, environment, fileSystem, directory: config.folder, flagFolder: flagFolderOf(parts) };
  const version = await findServiceVersion(asked, program);
  if (version === undefined)
    return {
      flavour: "current",
      why: `the version of ${program} can't be told; set manifest_flavour if it is 0.1.5`,
    };
  const flavour = flavourOf(version);
  const why = `${program} is aind-watchdog-service ${version}`;
  return flavour === undefined ? { flavour: "watchdog-0.1.5", why, tooOld: version } : { flavour, why };
}

/** That it can't be told is said elsewhere. */
function flagFolderOf(parts: PluginParts): string | undefined {
  try {
    return findWatchPlaces(parts).flagFolder;
  } catch {
    return undefined;
  }
}

/** `aind-watchdog-service 0.1.5`, or the readers of a flavour that is for many. */
export function readersOf(flavour: ManifestFlavour): string {
  const reader = readerOf(flavour);
  if (reader !== undefined) return `aind-watchdog-service ${reader}`;
  return flavour === "current"
    ? "Rigline and aind-watchdog-service 0.1.6 and later"
    : "Rigline and aind-watchdog-service 0.1.5 and later";
}
