// Lives of a simulated rig. The sources are TypeScript, which Node 20 does not run: a hook strips the types of each file as
// Node imports it, and the condition finds the packages' sources.
import { spawnSync } from "node:child_process";
import { register } from "node:module";
import { fileURLToPath } from "node:url";

const CONDITION = "--conditions=@rigline/source";

if (process.execArgv.includes(CONDITION)) {
  register("./typescript-hooks.mjs", import.meta.url);
  const { main } = await import("../packages/simulation/src/main.ts");
  process.exitCode = await main(process.argv.slice(2));
} else {
  const args = [CONDITION, "--stack-trace-limit=30", fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
}
