import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Program } from "./run-program.js";

const CORE = fileURLToPath(new URL("../../packages/core/", import.meta.url));

/** A rig without plugins whose experiment does nothing, in a new folder. */
export function makeSmallRig(parent: string): string {
  const folder = join(parent, "rig");
  mkdirSync(folder, { recursive: true });
  const config = {
    rig_name: "bench-rig",
    data_dir: "data",
    experimenters: ["ada.lovelace"],
    notes: "",
    experiment: { name: "nothing", command: ["node", "-e", "0"] },
  };
  writeFileSync(join(folder, "rigline.config.json"), JSON.stringify(config));
  return folder;
}

export function rigline(args: readonly string[], cwd: string): Program {
  return { command: process.execPath, args: [join(CORE, "bin", "rigline.js"), ...args], cwd };
}
