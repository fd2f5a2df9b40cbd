import type { Inode } from "./inode.js";
import type { Personality } from "./personality.js";

/** What Windows takes for a device, or for nothing at the end of a name; and what it needs for itself. */
const REFUSED = /^(con|prn|aux|nul|(com|lpt)[1-9¹²³])( *\..*)?$|[<>:"/\\|?*]|[. ]$/i;

/** Why a name can't be given, as a system's code. */
export function refusedName(name: string, { nameUnit, refusesNames }: Personality): string | undefined {
  if (name.length > 63 && (nameUnit === "byte" ? Buffer.byteLength(name) : name.length) > 255) return "ENAMETOOLONG";
  return refusesNames && (REFUSED.test(name) || hasControl(name)) ? "EINVAL" : undefined;
}

/** One character for one, as NTFS and Samba have it: ß is no SS. */
export function withoutCase(name: string): string {
  const upper = name.toUpperCase();
  return upper.length === name.length ? upper : Array.from(name, upperCase).join("");
}

/** In the order in which Node tells them, which is not that of the folder. */
export function namesOf(folder: Inode): readonly string[] {
  return [...folder.entries.values()].map(({ name }) => name).toSorted();
}

/** What stands in a name for a byte that is no part of any character. */
export const NO_TEXT = /[\udc80-\udcff]/g;

export function nameToBytes(name: string): Uint8Array {
  return Buffer.concat(
    name
      .split(/([\udc80-\udcff])/)
      .map((part, index) => (index % 2 === 1 ? Buffer.of(part.charCodeAt(0) & 0xff) : Buffer.from(part))),
  );
}

function upperCase(character: string): string {
  const upper = character.toUpperCase();
  return upper.length === character.length ? upper : character;
}

function hasControl(name: string): boolean {
  for (let index = 0; index < name.length; index += 1) if (name.charCodeAt(index) < 0x20) return true;
  return false;
}
