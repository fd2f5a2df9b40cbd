import { existsSync } from "node:fs";
import path from "node:path";
import { resolveLinks } from "@rigline/foundation/paths";
import { nameCommand } from "../cli/name-command.js";

/** How the command was called, which is how a shell is to call it, and what it is to complete. */
export interface ShellCall {
  /** `rigline` where the PATH finds it; else Node and the script, by their whole paths. */
  readonly command: readonly string[];
  /** Called by npx: what stands behind `npx rigline` is completed as well. */
  readonly byNpx: boolean;
}

export interface CalledProcess {
  readonly environment: Readonly<Record<string, string>>;
  /** Of Node. */
  readonly program: string;
  /** As Node was given it. */
  readonly script: string | undefined;
  readonly folder: string;
}

const NAME = "rigline";

export function describeCall({ environment, program, script, folder }: CalledProcess): ShellCall {
  // npx puts the folders of its project before the others, and takes a second for what Node does in a tenth.
  const byNpx = nameCommand(environment, folder) !== NAME;
  const isFound = script === undefined || (!byNpx && isOnPath(script, environment));
  return { command: isFound ? [NAME] : [program, script], byNpx };
}

/** Whether the shell finds this very program by its name alone. */
function isOnPath(script: string, environment: Readonly<Record<string, string>>): boolean {
  const folders = (environment["PATH"] ?? "").split(path.delimiter).filter((folder) => folder !== "");
  if (folders.some((folder) => path.join(folder, NAME) === script)) return true;
  const found = folders.map((folder) => path.join(folder, NAME)).find((file) => existsSync(file));
  if (found === undefined) return false;
  const [first, wanted] = [resolveLinks(found), resolveLinks(script)];
  // On Windows, and where pnpm installs, a small script beside the packages starts the other.
  return first === wanted || wanted.startsWith(path.join(path.dirname(first), "node_modules"));
}
