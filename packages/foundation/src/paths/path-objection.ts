import { windowsObjection } from "../names/index.js";

/** A drive and what is on it, or a share: a server alone is no place (node:path makes `C:\server` of it). */
const WINDOWS_ROOT = /^(?:[A-Za-z]:[\\/]|[\\/]{2}[^\\/]+[\\/]+[^\\/])/;
/** Marks that show nothing: Windows puts one before a path that is copied from a file's properties. */
const UNSEEN = /[\u200B\u200E\u200F\u2028-\u202E\u2060\u2066-\u2069\uFEFF]/u;

/**
 * Whether a path says by itself where it is. On Windows `\data` and `/data` do not: they lie on whatever drive a program
 * stands on (node:path calls them absolute).
 */
export function isAbsolutePath(path: string, platform: NodeJS.Platform = process.platform): boolean {
  return platform === "win32" ? WINDOWS_ROOT.test(path) : path.startsWith("/");
}

/**
 * Why a text that a person configured can't be meant as a path on this system, as a sentence without its subject ("it is …"),
 * or undefined. Relative paths are fine here; whoever needs an absolute one asks absolutePathObjection.
 */
export function pathObjection(path: string, platform: NodeJS.Platform = process.platform): string | undefined {
  return textObjection(path) ?? (platform === "win32" ? objectionOnWindows(path) : objectionElsewhere(path));
}

/** The same for a path that has to say where it is, whoever reads it: those of a manifest. */
export function absolutePathObjection(path: string, platform: NodeJS.Platform = process.platform): string | undefined {
  const objection = pathObjection(path, platform);
  if (objection !== undefined || isAbsolutePath(path, platform)) return objection;
  const example = platform === "win32" ? "C:\\data or \\\\server\\share" : "/data";
  return `it is no absolute path: write it from its root, as in ${example}`;
}

/** What is a path nowhere, because of something that only looked like one where it was written. */
function textObjection(path: string): string | undefined {
  if (path.trim() === "") return "it is empty";
  if (/^(?:null|None|undefined)$/.test(path))
    return `it is the word ${path}, which is nothing and no folder: leave the key away, or write ./${path} if a folder is called so`;
  const control = /\p{Cc}/u.exec(path)?.[0];
  if (control !== undefined)
    return `it holds the control character ${JSON.stringify(control)}; within double quotes YAML makes one of a backslash: write the path with / or in single quotes`;
  const unseen = UNSEEN.exec(path)?.[0];
  if (unseen !== undefined)
    return `it holds the invisible character U+${unseen.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}: write it anew by hand`;
  if (path.trim() !== path) return "it begins or ends with a space";
  if (/^(["']).*\1$/u.test(path)) return "it has quotes of its own around it: leave one pair away";
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(path)) return "it is an address: write the folder where the share is mounted";
  if (/^~(?:[\w.-]*[\\/]|$)/.test(path)) return "~ is not filled in here: write the whole path";
  const variable = /%[A-Za-z_][\w()]*%|\$env:\w+|\$\{?[A-Za-z_][\w:.]*\}?/i.exec(path)?.[0];
  if (variable !== undefined) return `variables such as ${variable} are not filled in here: write the whole path`;
  const command = /\$\([^)]*\)|`[^`]+`/u.exec(path)?.[0];
  if (command !== undefined) return `commands such as ${command} are not run here: write the whole path`;
  const placeholder = /\{\{?\s*[A-Za-z_]\w*\s*\}\}?/u.exec(path)?.[0];
  if (placeholder !== undefined) return `${placeholder} is not filled in here: write the whole path`;
  return undefined;
}

function objectionElsewhere(path: string): string | undefined {
  if (/^[A-Za-z]:/.test(path)) return "it is a path of Windows, with a drive, and this is no Windows";
  if (path.startsWith("\\\\")) return "it is a share as Windows writes it: write the folder where the share is mounted";
  if (path.startsWith("\\")) return "it is a path of Windows, and this is no Windows";
  if (/^\/\/[^/]/.test(path)) return "it is a share as Windows writes it: write the folder where the share is mounted";
  // A name may have a backslash here, but nobody who writes a relative path means that.
  if (!path.startsWith("/") && path.includes("\\"))
    return "it is written with \\ between its folders, as on Windows, and this is no Windows: write /";
  return undefined;
}

function objectionOnWindows(path: string): string | undefined {
  if (/^[\\/](?![\\/])|^[\\/]{3}/.test(path))
    return "it names no drive: write it with one, such as C:\\data, or as \\\\server\\share";
  if (/^[A-Za-z]:(?![\\/])/.test(path)) return "behind the drive's colon a \\ is missing";
  if (/^[\\/]{2}/.test(path) && !WINDOWS_ROOT.test(path))
    return "it names a server and no share on it: write \\\\server\\share";
  const names = path
    .replace(/^[\\/]{2}[?.][\\/](?:UNC[\\/])?/i, "")
    .replace(/^[A-Za-z]:/, "")
    .split(/[\\/]/)
    .filter((name) => name !== "" && name !== "." && name !== "..");
  for (const name of names) {
    const objection = windowsObjection(name);
    if (objection !== undefined) return `its part ${JSON.stringify(name)} can't be reached on Windows: ${objection}`;
  }
  return undefined;
}
