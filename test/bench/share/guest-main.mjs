// Run in the guest. Node 20 runs no TypeScript: the hook of scripts/bench.mjs strips the types.
import { register } from "node:module";

register("../../../scripts/typescript-hooks.mjs", import.meta.url);
const { main } = await import("./guest-turns.ts");
await main(process.argv.slice(2));
