import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Program } from "./run-program.js";

const CHECKOUT = fileURLToPath(new URL("../../", import.meta.url));

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

/** The command of this checkout, or of another one that is built. */
export function rigline(args: readonly string[], cwd: string, checkout = CHECKOUT): Program {
  return { command: process.execPath, args: [join(checkout, "packages", "core", "bin", "rigline.js"), ...args], cwd };
}
