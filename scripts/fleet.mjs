// A fleet to look at, with three simulated rigs. `--scale`: a thousand rigs' day instead, measured (docs/fleet/scale.md).
import { register } from "node:module";

if (process.argv.includes("--scale")) {
  register("./typescript-hooks.mjs", import.meta.url);
  await import("../packages/fleet/test/scale/scale-main.ts");
} else await import("./fleet/three-rigs.mjs");
