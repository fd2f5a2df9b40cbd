import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { SESSION_FOLDER } from "../session/session-places.js";

/** The files below a folder, relative, with `/`, sorted; what the launcher keeps there left out. Empty when there is no folder. */
export function listFiles(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(directory, path)).isFile())
    .map((path) => relative(directory, join(directory, path)).split(sep).join("/"))
    .filter((path) => !path.startsWith(`${SESSION_FOLDER}/`))
    .sort();
}

/** The lines of launcher.log, wherever below the folder it lies. */
export function readLog(folder: string): string[] {
  const logs = join(folder, "logs");
  if (!existsSync(logs)) return [];
  return readdirSync(logs, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith("launcher.log"))
    .flatMap((path) => linesOf(readFileSync(join(logs, path), "utf8").trimEnd()));
}

/** None of a log that nothing was written to. */
function linesOf(text: string): string[] {
  return text === "" ? [] : text.split("\n");
}
