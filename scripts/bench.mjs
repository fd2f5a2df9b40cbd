// Runs the benchmarks of test/bench on the built packages. They are TypeScript, which Node 20 does not run: a hook
// strips the types of each file as Node imports it, so that what is timed is run by Node alone.
import { register } from "node:module";

register("./typescript-hooks.mjs", import.meta.url);
const { main } = await import("../test/bench/run.ts");
process.exitCode = await main(process.argv.slice(2));
