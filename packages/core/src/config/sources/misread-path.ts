import { escapedBackslash } from "@rigline/foundation/documents";

export const WRITE_PATHS_SO = "Write a path with slashes, C:/Data, or in single quotes, 'C:\\Data'.";

/** A drive, or a server's name, and then a slash or what YAML made of one. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const WINDOWS_PATH = /^(?:[A-Za-z]:[\\/\u0000-\u001F]|\\\w)/u;

/** Why text in double quotes is no path although it begins as one of Windows. */
export function findMisreadPath(value: unknown): string | undefined {
  return typeof value === "string" && WINDOWS_PATH.test(value) ? escapedBackslash(value) : undefined;
}
