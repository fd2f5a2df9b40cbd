/** Devices on Windows, whatever follows a dot behind them; Windows 10 and before take `AUX .txt` for one too. */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\.|$)/i;
// oxlint-disable-next-line no-control-regex -- these are the characters that Windows refuses
const FORBIDDEN = /[<>:"|?*\u0000-\u001F\\/]/u;

/** Rigline's own files and folders begin like this, everywhere: working folders, journals, the records of a session. */
const OWN_NAME = /^\.rigline/i;

/** Whether a file or folder of this name is one of Rigline's own, whoever made it. */
export function isOwnName(name: string): boolean {
  return OWN_NAME.test(name);
}

/** Why Windows would refuse or change the name of a file or folder, or undefined when it takes it as it is. */
export function windowsObjection(name: string): string | undefined {
  const forbidden = FORBIDDEN.exec(name)?.[0];
  if (forbidden !== undefined) return `it has the character ${JSON.stringify(forbidden)}, which Windows does not allow`;
  if (RESERVED.test(name)) return "Windows keeps this name for a device";
  if (/[. ]$/.test(name)) return "Windows drops a dot or space at the end of a name";
  return undefined;
}

/** What is asked of a name beside what every file system asks. */
export interface NameRules {
  /** In bytes of UTF-8; file systems take 255. */
  readonly longest?: number;
  /** Looked at first: a name that matches is refused with the words. */
  readonly refused?: readonly (readonly [pattern: RegExp, why: string])[];
}

/** Why a text can't be the name of one file or folder, on Windows and Linux alike, or undefined when it can. */
export function nameObjection(name: string, { longest = 255, refused = [] }: NameRules = {}): string | undefined {
  for (const [pattern, why] of refused) if (pattern.test(name)) return why;
  if (name === "") return "it is empty";
  if (name === "." || name === "..") return "it is no name but a way to another folder";
  if (isOwnName(name)) return "names that begin with .rigline are Rigline's own";
  if (/[\uD800-\uDFFF]/u.test(name)) return "it has half a character";
  if (Buffer.byteLength(name) > longest) return `it is longer than ${longest} bytes`;
  return windowsObjection(name);
}
