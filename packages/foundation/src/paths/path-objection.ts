import { windowsObjection } from "../names/index.js";

const WINDOWS_ROOT = /^(?:[A-Za-z]:[\\/]|[\\/]{2}[^\\/])/;

/**
 * Whether a path says by itself where it is. On Windows `\data` and `/data` do not: they lie on whatever drive a program
 * stands on (node:path calls them absolute).
 */
export function isAbsolutePath(path: string, platform: NodeJS.Platform): boolean {
  return platform === "win32" ? WINDOWS_ROOT.test(path) : path.startsWith("/");
}

/**
 * Why a text that a person configured can't be meant as a path on this system, as a sentence without its subject ("it is …"),
 * or undefined. Relative paths are fine here; whoever needs an absolute one asks isAbsolutePath too.
 */
export function pathObjection(path: string, platform: NodeJS.Platform): string | undefined {
  if (path === "") return "it is empty";
  const control = /\p{Cc}/u.exec(path)?.[0];
  if (control !== undefined)
    return `it holds the control character ${JSON.stringify(control)}; within double quotes YAML makes one of a backslash: write the path with / or in single quotes`;
  if (/^~(?:[\\/]|$)/.test(path)) return "~ is not filled in here: write the whole path";
  const variable = /%[A-Za-z_][\w()]*%|\$env:\w+|\$\{?[A-Za-z_]\w*\}?/i.exec(path)?.[0];
  if (variable !== undefined) return `variables such as ${variable} are not filled in here: write the whole path`;
  return platform === "win32" ? objectionOnWindows(path) : objectionElsewhere(path);
}

function objectionElsewhere(path: string): string | undefined {
  if (/^[A-Za-z]:(?:[\\/]|$)/.test(path)) return "it is a path of Windows, with a drive, and this is no Windows";
  if (path.startsWith("\\")) return "it is a path of Windows, and this is no Windows";
  if (/^\/\/[^/]/.test(path)) return "it is a share as Windows writes it: write the folder where the share is mounted";
  return undefined;
}

function objectionOnWindows(path: string): string | undefined {
  if (/^[\\/](?![\\/])/.test(path))
    return "it names no drive: write it with one, such as C:\\data, or as \\\\server\\share";
  if (/^[A-Za-z]:(?![\\/])/.test(path)) return "behind the drive's colon a \\ is missing";
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
