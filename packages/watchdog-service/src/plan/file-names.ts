const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;
// oxlint-disable-next-line no-control-regex -- these are the characters that Windows refuses
const FORBIDDEN = /[<>:"|?*\u0000-\u001F\\/]/;

/** Why Windows would refuse or change this file name, or undefined when it takes it as it is. */
export function windowsObjection(name: string): string | undefined {
  if (FORBIDDEN.test(name)) return "it has a character that Windows does not allow in names";
  if (RESERVED.test(name)) return "Windows reserves it for a device";
  if (/[. ]$/.test(name)) return "Windows drops a dot or space at the end of a name";
  return undefined;
}

/** Why a text can't be the name of one folder below the destination, or undefined when it can. */
export function folderNameObjection(name: string): string | undefined {
  if (name === "") return "it is empty";
  if (name === "." || name === "..") return "it is not a name but a way to another folder";
  if (Buffer.byteLength(name) > 255) return "it is longer than 255 bytes";
  return windowsObjection(name);
}

/** Equal for paths that a file system blind to case or to Unicode forms takes for one. */
export function collisionKey(path: string): string {
  const key = path.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
  // Most paths are their own key, and of a hundred thousand of them there need not be two copies.
  return key === path ? path : key;
}
