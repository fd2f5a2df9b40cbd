// A folder with all that a rig needs, for rigs without Node or network: Node, the packages, and a starter for each command.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readManifest } from "./pack.mjs";
import { listFiles, packTar } from "./tar.mjs";
import { packZip } from "./zip.mjs";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const COMMANDS = ["rigline", "rigline-watchdog"];

/** By system: the folder's name, what packs it, Node's file, and a starter, which has Node behind whatever else is on the PATH. */
const SYSTEMS = {
  linux: {
    suffix: "linux-x64",
    extension: "tar.gz",
    pack: packTar,
    node: "node",
    starter: (command) => [
      command,
      `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
PATH="$PATH:$here/node"
export PATH
exec "$here/node/node" "$here/node_modules/@rigline/cli/bin/${command}.js" "$@"
`,
    ],
  },
  windows: {
    suffix: "win-x64",
    extension: "zip",
    pack: packZip,
    node: "node.exe",
    starter: (command) => [
      `${command}.cmd`,
      `@echo off
setlocal
set "PATH=%PATH%;%~dp0node"
"%~dp0node\\node.exe" "%~dp0node_modules\\@rigline\\cli\\bin\\${command}.js" %*
`.replaceAll("\n", "\r\n"),
    ],
  },
};

/**
 * Writes the archive for a system into the folder `target`. `modules`: a `node_modules` that npm has filled with @rigline/cli;
 * `node`: Node's program for that system; `licence`: Node's, as text; `level` as zlib has it. Returns the archive's path.
 */
export function writePortable({ system, modules, node, licence, target, level = 9 }) {
  const { suffix, extension, pack, node: program, starter } = SYSTEMS[system];
  const name = `rigline-${readManifest("cli").version}-${suffix}`;
  const text = (path, content, isProgram = false) => ({ path, content: Buffer.from(content), isProgram });
  const files = [
    ...COMMANDS.map((command) => text(...starter(command), true)),
    text("README.txt", readMe(suffix)),
    text("LICENSE", readFileSync(join(root, "LICENSE"))),
    text("node/LICENSE", licence),
    text(`node/${program}`, readFileSync(node), true),
    // npm's own notes, and its links to the commands.
    ...listFiles(modules, (path) => !/^\.(?:bin|package-lock\.json)$/u.test(path)).map((file) => ({
      ...file,
      path: `node_modules/${file.path}`,
    })),
  ];
  mkdirSync(target, { recursive: true });
  const archive = join(target, `${name}.${extension}`);
  writeFileSync(archive, pack(files, name, level));
  return archive;
}

/** A line for each file, as `sha256sum --check` takes it. */
export function renderSums(files) {
  const sums = files.map((file) => [
    createHash("sha256").update(readFileSync(file)).digest("hex"),
    file.split(/[\\/]/u).at(-1),
  ]);
  return sums.map(([sum, name]) => `${sum}  ${name}\n`).join("");
}

function readMe(suffix) {
  const isWindows = suffix.startsWith("win");
  return `Rigline ${readManifest("cli").version}, for a computer without Node or network.

Leave this folder together and put it on the PATH${isWindows ? "" : ", or link its two commands from a folder that is"}:

  rigline            runs sessions       rigline init my-rig
  rigline-watchdog   hands them off      rigline-watchdog --help

To update, put the folder of the new version in the place of this one: nothing is kept here. Rigs, sessions and queues
lie in folders of their own. The page "On a rig" of the documentation says more.
`.replaceAll("\n", isWindows ? "\r\n" : "\n");
}
