import { isRemotePlace, toRemotePlace } from "@rigline/foundation/paths";

/**
 * A path as manifests carry it, with `/` between folders: `C:\data\1` becomes `C:/data/1`, `\\server\share` becomes
 * `//server/share`, `\\?\C:\x` becomes `C:/x`. A backslash in any other path is part of a name, as Linux has it, and stays.
 * Doubled slashes, `.` and a slash at the end are dropped, as pathlib does; `..` stays. What names a store that is no file system
 * (`s3://bucket/x`) stays what it is.
 */
export function toPosixPath(path: string): string {
  if (isRemotePlace(path)) return toRemotePlace(path);
  const slashed = isWindowsPath(path) ? withoutLongPrefix(path.replaceAll("\\", "/")) : path;
  const [, root = "", rest = ""] = /^((?:[A-Za-z]:)?\/*)(.*)$/s.exec(slashed) ?? [];
  const parts = rest.split("/").filter((part) => part !== "" && part !== ".");
  const joined = `${shortRoot(root)}${parts.join("/")}`;
  return joined === "" ? "." : joined;
}

/** Joins with `/`; `folder` as toPosixPath returns it. */
export function joinPosix(folder: string, ...names: readonly string[]): string {
  return toPosixPath(`${folder}${folder.endsWith("/") ? "" : "/"}${names.join("/")}`);
}

function isWindowsPath(path: string): boolean {
  return /^(?:[A-Za-z]:(?:[\\/]|$)|\\)/.test(path);
}

/** `\\?\` only lifts the limit on a path's length, and programs other than Windows's own take it for a name. */
function withoutLongPrefix(path: string): string {
  return path.replace(/^\/\/[?.]\/UNC\//i, "//").replace(/^\/\/[?.]\/(?=[A-Za-z]:)/, "");
}

/** Exactly two slashes mean a server; three or more are one. */
function shortRoot(root: string): string {
  return root.replace(/\/+$/, (slashes) => (slashes.length === 2 && root === slashes ? "//" : "/"));
}
