import { didYouMean, nearestName, type ErrorPlace } from "@rigline/foundation/errors";
import { isModality, MODALITIES, RENAMED_MODALITIES } from "./modalities.js";
import { isPlatform, PLATFORMS } from "./platforms.js";
import { vocabularyError } from "./vocabulary-errors.js";

/** What the services call a thing. An alias, not an interface: only these can be given where any JSON is taken. */
export type NamedAbbreviation = {
  readonly abbreviation: string;
  readonly name: string;
};

/** A modality by its abbreviation; one that was renamed is given by its new one. Throws UNKNOWN_MODALITY. */
export function findModality(abbreviation: string, where: ErrorPlace = {}): NamedAbbreviation {
  const current = RENAMED_MODALITIES[abbreviation] ?? abbreviation;
  if (isModality(current)) return { abbreviation: current, name: MODALITIES[current] as string };
  throw vocabularyError("UNKNOWN_MODALITY", {
    what: `${JSON.stringify(abbreviation)} is no modality.${didYouMean(abbreviation, Object.keys(MODALITIES))}`,
    where,
    why: `the modalities are ${Object.keys(MODALITIES).join(", ")}`,
  });
}

/** A platform by its abbreviation. Throws UNKNOWN_PLATFORM. */
export function findPlatform(abbreviation: string, where: ErrorPlace = {}): NamedAbbreviation {
  if (isPlatform(abbreviation)) return { abbreviation, name: PLATFORMS[abbreviation] as string };
  throw vocabularyError("UNKNOWN_PLATFORM", {
    what: `${JSON.stringify(abbreviation)} is no platform.${didYouMean(abbreviation, Object.keys(PLATFORMS))}`,
    where,
    why: `the platforms are ${Object.keys(PLATFORMS).join(", ")}`,
  });
}

/** Of fewer letters, every name is near to one. */
const SHORTEST = 4;

/**
 * The modality that a folder of this name was probably meant for: `ephys`, `videos`, `Behaviour`; by its old name as well.
 * Undefined when none is near.
 */
export function nearestModality(folder: string): string | undefined {
  if (Object.hasOwn(RENAMED_MODALITIES, folder)) return RENAMED_MODALITIES[folder];
  if (folder.length < SHORTEST) return undefined;
  const known = Object.keys(MODALITIES).filter((name) => name.length >= SHORTEST);
  const name = folder.toLowerCase();
  const part = known.find((modality) => modality.split("-").some((word) => word === name || `${name}s` === word));
  return part ?? nearestName(folder, known);
}
