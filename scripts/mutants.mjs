// Makes one deliberate mistake after the other in the sources, and looks whether a test notices. They are TypeScript, which
// Node 20 does not run: a hook strips the types of each file as Node imports it.
import { register } from "node:module";

register("./typescript-hooks.mjs", import.meta.url);
const { main } = await import("../test/reliability/mutants/main.ts");
process.exitCode = await main(process.argv.slice(2));
