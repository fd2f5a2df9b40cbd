// Holds the simulation's file systems against the real ones that this machine has: mounts them, performs the same scripts on
// both. The sources are TypeScript, which Node 20 does not run: a hook strips the types of each file as Node imports it.
import { register } from "node:module";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

register("./typescript-hooks.mjs", import.meta.url);
const { main } = await import("../packages/simulation/test/world/fidelity/main.ts");
process.exitCode = await main(process.argv.slice(2), bundle);

/** One file, because it also runs in a guest and on another system's Node. */
async function bundle(entry, out) {
  const foundation = fileURLToPath(new URL("../packages/foundation/src/", import.meta.url));
  const rooms = ["disk", "platform"].map((room) => [`@rigline/foundation/${room}`, `${foundation}${room}/index.ts`]);
  const build = await rolldown({
    input: entry,
    platform: "node",
    resolve: { alias: Object.fromEntries(rooms), extensionAlias: { ".js": [".ts", ".js"] } },
  });
  await build.write({ file: out, format: "cjs" });
  await build.close();
}
