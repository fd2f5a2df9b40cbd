/** The folder that ASC MHL keeps its generations in, in the root of what they are of. */
export const HISTORY = "ascmhl";
export const CHAIN = "ascmhl_chain.xml";

/** What no generation of ours speaks of: the patterns that ascmhl 1.2 has when nobody names any. */
export const IGNORED: readonly string[] = [".DS_Store", HISTORY, `${HISTORY}/`];

/** Whether the patterns leave a path out, `/` between folders. */
export function isIgnored(path: string): boolean {
  return path.split("/").some((name) => IGNORED.includes(name));
}

/** Whether a path in a published session is one of a history of its root. */
export function isOfHistory(path: string): boolean {
  return path === `${HISTORY}/${CHAIN}` || /^ascmhl\/\d{4,}_[^/]+\.mhl$/.test(path);
}

/** Whether a session has, of its own, what a history would be taken for, or one that it has made itself. Also where a file system is blind to case. */
export function hasHistory(paths: readonly string[]): boolean {
  return paths.some((path) => path.toLowerCase().split("/").includes(HISTORY));
}

/** Whether XML 1.0 has a way to write a name. */
export function fitsXml(name: string): boolean {
  return Array.from(name).every((sign) => {
    const code = sign.codePointAt(0) ?? 0;
    if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d;
    return !(code >= 0xd8_00 && code <= 0xdf_ff) && code !== 0xff_fe && code !== 0xff_ff;
  });
}

/** Whether a file or folder lies in one of these folders: theirs to speak of, and not the root's. */
export function isNested(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => path.startsWith(`${root}/`));
}
