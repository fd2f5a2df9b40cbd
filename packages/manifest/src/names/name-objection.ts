const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;
// oxlint-disable-next-line no-control-regex -- these are the characters that Windows refuses
const FORBIDDEN = /[<>:"|?*\u0000-\u001F\u007F\\/]/u;
/** `manifest_`, `.yaml` and the suffixes that a journal adds must still fit into the 255 bytes that a file's name may have. */
const MAX_BYTES = 200;

/** Why a text can't be the name of a file or folder on Windows and Linux alike, or undefined when it can. */
export function nameObjection(name: string): string | undefined {
  if (name === "") return "it is empty";
  if (name === "." || name === "..") return "it is a way to another folder";
  const forbidden = FORBIDDEN.exec(name)?.[0];
  if (forbidden !== undefined) return `it has the character ${JSON.stringify(forbidden)}, which file names can't have`;
  if (RESERVED.test(name)) return "Windows keeps this name for a device";
  if (/[. ]$/.test(name)) return "Windows drops a dot or space at the end of a name";
  if (name.startsWith(" ")) return "it begins with a space";
  if (name === "__proto__") return "JavaScript keeps this name for itself";
  if (/[\uD800-\uDFFF]/u.test(name)) return "it has half a character";
  if (Buffer.byteLength(name) > MAX_BYTES) return `it is longer than ${MAX_BYTES} bytes`;
  return undefined;
}
