import { nameObjection as objectionOfName } from "@rigline/foundation/names";

/** `manifest_`, `.yaml` and the suffixes that a journal adds must still fit into the 255 bytes that a file's name may have. */
const MAX_BYTES = 200;

/** Why a text can't be the name of a session, and of its manifest, on Windows and Linux alike, or undefined when it can. */
export function nameObjection(name: string): string | undefined {
  if (name.startsWith(" ")) return "it begins with a space";
  if (name.includes("\u007F")) return 'it has the character "\\x7f"';
  if (name === "__proto__") return "JavaScript keeps this name for itself";
  return objectionOfName(name, MAX_BYTES);
}
