// Bundled with probes in the sources (test/reliability/mutants/simulated): lives, and which probes each comes to. Line 0 is of
// those that are come to before any.
import { Life } from "./life/life.js";
import { planOf } from "./plan/plan-life.js";

const [from = 1, to = 0] = process.argv.slice(2).map(Number);
const world = globalThis as { riglineReached?: Set<number> };
const always = new Set(world.riglineReached);
process.stdout.write(`0 ${[...always].join(" ")}\n`);
for (let seed = from; seed <= to; seed += 1) {
  const reached = (world.riglineReached = new Set<number>());
  await new Life(planOf(seed, false)).live();
  process.stdout.write(`${seed} ${[...reached].join(" ")}\n`);
}
