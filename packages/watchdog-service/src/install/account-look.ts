/** Folders that the daemon's account has to see, by what names them. */
export interface LookedAt {
  readonly name: string;
  readonly path: string;
  readonly writes: boolean;
}

/**
 * A program for Node that looks whether the account that runs it may read and write the folders of its last argument, and prints
 * what stands against it, as a JSON list. Without anything to import: the account may not read this package.
 */
const LOOK = `
const fs = require("node:fs");
const { dirname } = require("node:path");
const objections = [];
for (const { name, path, writes } of JSON.parse(process.argv[1]))
  try {
    // The daemon makes a folder whose parent is there.
    const there = writes && !fs.existsSync(path) && fs.existsSync(dirname(path)) ? dirname(path) : path;
    fs.accessSync(there, fs.constants.R_OK | (writes ? fs.constants.W_OK : 0));
  } catch (error) {
    objections.push(name + " " + path + ": " + (error.code ?? error.message));
  }
process.stdout.write(JSON.stringify(objections));
`;

/** The call that looks as the account `user`; as this one where it is undefined. `node`: Node, by its file. */
export function accountLook(
  node: string,
  places: readonly LookedAt[],
  user: string | undefined,
): { readonly command: string; readonly args: readonly string[] } {
  const look = ["-e", LOOK, JSON.stringify(places)];
  return user === undefined
    ? { command: node, args: look }
    : { command: "runuser", args: ["-u", user, "--", node, ...look] };
}
