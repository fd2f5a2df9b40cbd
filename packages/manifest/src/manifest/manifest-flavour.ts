/**
 * For whom a manifest is written. `current`: for aind-watchdog-service 0.1.6 and later, and Rigline, as current clabe does.
 * `clabe-0.6.13`: in the old form, as that writes it; everybody since 0.1.5 reads it. `watchdog-…`: for that version, in the
 * form that it knows.
 */
export type ManifestFlavour = (typeof MANIFEST_FLAVOURS)[number];

export const MANIFEST_FLAVOURS = [
  "current",
  "clabe-0.6.13",
  "watchdog-0.1.5",
  "watchdog-0.1.6",
  "watchdog-0.1.7",
  "watchdog-0.1.8",
  "watchdog-0.1.9",
] as const;

/** Whether it is the form of 0.1.5, which refuses keys that it does not know and misses those that are gone since. */
export function isOldForm(flavour: ManifestFlavour): boolean {
  return flavour === "clabe-0.6.13" || flavour === "watchdog-0.1.5";
}

const NUMBERS = /^(\d+)\.(\d+)\.(\d+)/;

/**
 * The flavour that a version of aind-watchdog-service reads, `0.1.7` or `0.1.7.dev2`. One that is newer than all known reads
 * what is current. Undefined: no version, or one before 0.1.5, which takes no manifest of today.
 */
export function flavourOf(version: string): ManifestFlavour | undefined {
  const [, major = 0, minor = 0, patch = 0] = (NUMBERS.exec(version) ?? []).map(Number);
  if (!NUMBERS.test(version)) return undefined;
  if (major > 0 || minor > 1 || patch > 9) return "current";
  return minor < 1 ? undefined : MANIFEST_FLAVOURS.find((flavour) => flavour === `watchdog-0.1.${patch}`);
}
