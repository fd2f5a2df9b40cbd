import type { ManifestFlavour } from "../manifest/manifest-flavour.js";
import { refusalsOf, type VersionReason } from "./check-manifest.js";
import { isServiceVersion, type ServiceVersion } from "./version-rules.js";

/** The one version that a flavour is for; undefined: it is for many, Rigline's own daemon among them. */
export function readerOf(flavour: ManifestFlavour): ServiceVersion | undefined {
  const version = flavour.startsWith("watchdog-") ? flavour.slice("watchdog-".length) : "";
  return isServiceVersion(version) ? version : undefined;
}

/** Why the version for which a manifest was written would refuse its text; empty: it takes it, or it is for no single one. */
export function refusalsByReader(flavour: ManifestFlavour, text: string): readonly VersionReason[] {
  const version = readerOf(flavour);
  return version === undefined ? [] : refusalsOf(version, text);
}
