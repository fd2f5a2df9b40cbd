import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { makeRig, writeIn } from "../../config/rig-folder.js";

const RIGLINE = fileURLToPath(new URL("../../../bin/rigline.js", import.meta.url));
const ZOD = pathToFileURL(createRequire(import.meta.url).resolve("zod")).href;

const PLUGIN = `import { z } from "${ZOD}";
export default {
  name: "rig-picker",
  version: "1.0.0",
  section: "picker",
  options: z.object({ rig_file: z.string().optional().meta({ description: "Which: the rig file" }) }),
  hooks: {},
};`;

/** Two rigs with sessions, in folders with spaces and umlauts, and the built program as `rigline` on the PATH. */
export function makeShellRig(): { readonly folder: string; readonly environment: ShellEnvironment } {
  const parent = makeRig({
    "Rig für Mäuse/rigline.config.yaml": "data_dir: data\nplugins:\n  - use: ./picker.mjs\n",
    "Rig für Mäuse/picker.mjs": PLUGIN,
    "Rig B/rigline.config.yaml": "data_dir: data\n",
  });
  for (const session of ["Mäuse 7/Mäuse 7_2026-07-14T090500+0200", "m1/m1_2026-07-14T090500+0200"])
    mkdirSync(path.join(parent, "Rig für Mäuse", "data", session), { recursive: true });
  mkdirSync(path.join(parent, "Rig B", "data", "k1", "k1_2026-07-14T090500+0200"), { recursive: true });
  mkdirSync(path.join(parent, "bin"));
  symlinkSync(RIGLINE, path.join(parent, "bin", "rigline"));
  writeIn(parent, "home/.keep", "");
  const environment = {
    PATH: [path.join(parent, "bin"), path.dirname(process.execPath), process.env["PATH"]].join(path.delimiter),
    HOME: path.join(parent, "home"),
    LANG: "C.UTF-8",
    TERM: "xterm",
  };
  return { folder: path.join(parent, "Rig für Mäuse"), environment };
}

interface ShellEnvironment {
  readonly [name: string]: string;
  readonly HOME: string;
}

/** Why a shell can't be driven here; undefined when it can. */
export function whyNoShell(shell: string): string | undefined {
  if (process.platform === "win32") return "the shells are driven on Linux and macOS alone";
  return spawnSync(shell, ["--version"]).status === 0 ? undefined : `${shell} is not installed here`;
}
