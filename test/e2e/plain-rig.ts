import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeRig, type Rig, type RigOptions } from "./rig.js";

/** A program that writes a file into the session and ends with the code in `CODE`. */
const EXPERIMENT = `
  const { writeFileSync } = require("node:fs");
  writeFileSync(process.env.RIGLINE_SESSION_DIRECTORY + "/trials.csv", "trial");
  process.exit(Number(process.env.CODE ?? 0));`;

/** A rig without the watchdog; each plugin is the source of a module: `{ "bad.mjs": "export default …" }`. */
export function makePlainRig(
  parent: string,
  name: string,
  plugins: Readonly<Record<string, string>> = {},
  config: RigOptions["config"] = {},
): Rig {
  const rig = makeRig({
    parent,
    name,
    plugins: Object.keys(plugins).map((file) => ({ use: `./${file}` })),
    watchdog: null,
    config: { experiment: { command: ["node", "-e", EXPERIMENT] }, ...config },
  });
  for (const [file, source] of Object.entries(plugins)) writeFileSync(join(rig.folder, file), source);
  return rig;
}

/** A plugin named `bad` with one hook, as the source of a module. `handler`: the source of a function. */
export function pluginSource(hook: string, handler: string, more = ""): string {
  return `export default { name: "bad", version: "1.0.0", hooks: { ${hook}: ${handler}${more} } };\n`;
}

/** The same with one post-session runner. */
export function runnerSource(run: string, more = ""): string {
  return pluginSource(
    "ready",
    `({ runners }) => { runners.add({ name: "work", phase: "postSession", run: ${run} }); }`,
    more,
  );
}
