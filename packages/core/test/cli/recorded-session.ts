import { readdirSync } from "node:fs";
import path from "node:path";
import { makeRig } from "../config/rig-folder.js";
import { runRigline } from "./run-rigline.js";

/** For the imports of a plugin that a test writes. */
export const CORE = new URL("../../src/index.ts", import.meta.url).href;

/**
 * The text of a plugin that provides one thing: `token` is what core exports it as, `provided` the text of an object. `before`: its
 * other imports, and what stands beside them.
 */
export function porterPlugin(token: string, provided: string, before = ""): string {
  return `${before}
import { definePlugin, ${token} } from ${JSON.stringify(CORE)};
export default definePlugin({
  name: "porter",
  version: "1.0.0",
  provides: [{ token: ${token}, useFactory: () => (${provided}) }],
});
`;
}

/** A rig of its own that has recorded one session, with what these files are in its folder: `porter.mjs` is its plugin. */
export async function recordSession(
  files: Readonly<Record<string, string>> = {},
): Promise<{ readonly folder: string; readonly name: string }> {
  const plugins = "porter.mjs" in files ? "plugins:\n  - use: ./porter.mjs\n" : "";
  const rig = `recorded-${process.pid}-${Math.random().toString(36).slice(2)}`;
  const folder = makeRig({ "rigline.config.yaml": `rig_name: ${rig}\ndata_dir: data\n${plugins}`, ...files });
  await runRigline(folder, ["run", "--subject", "614173", "-e", "Ada", "-n", "", "--no-input"]);
  const [name = ""] = readdirSync(path.join(folder, "data", "614173"));
  return { folder, name };
}
