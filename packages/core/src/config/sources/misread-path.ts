export const WRITE_PATHS_SO = "Write a path with slashes, C:/Data, or in single quotes, 'C:\\Data'.";

/** The escapes that begin as names of folders do, by the character that YAML makes of them. */
const ESCAPES: Readonly<Record<string, string>> = {
  "\u0000": "\\0",
  "\u0007": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  "\u001B": "\\e",
};

/** A drive, or a server's name, and then a slash or what YAML made of one. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const WINDOWS_PATH = /^(?:[A-Za-z]:[\\/\u0000-\u001F]|\\\w)/u;

/** Why text in double quotes is no path although it begins as one of Windows: `"C:\temp"` holds a tab. */
export function findMisreadPath(value: unknown): string | undefined {
  if (typeof value !== "string" || !WINDOWS_PATH.test(value)) return undefined;
  const [, escape] = Object.entries(ESCAPES).find(([character]) => value.includes(character)) ?? [];
  return escape === undefined ? undefined : `in double quotes ${escape} is no backslash, but a character of its own`;
}
