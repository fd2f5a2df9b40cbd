import { parseArgs } from "node:util";
import { Life } from "./life/life.js";
import { planLife } from "./life/plan.js";

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string", default: "1" },
      lives: { type: "string", default: "1" },
      tell: { type: "boolean", default: false },
    },
  });
  const first = Number(values.seed);
  const lives = Number(values.lives);
  let broken = 0;
  const totals: Record<string, number> = {};
  const started = performance.now();
  for (let seed = first; seed < first + lives; seed += 1) {
    const plan = planLife(seed);
    const began = performance.now();
    const life = new Life(plan, values.tell ? (line) => void process.stdout.write(`${line}\n`) : undefined);
    const { violation, figures } = await life.live();
    for (const [name, value] of Object.entries(figures)) totals[name] = (totals[name] ?? 0) + value;
    const took = performance.now() - began;
    if (took > 300)
      process.stdout.write(
        `slow ${seed}: ${took.toFixed(0)} ms, ${figures.operations} operations, ${figures.hours.toFixed(1)} h\n`,
      );
    if (violation === undefined) continue;
    broken += 1;
    if (broken <= 20) process.stdout.write(`seed ${seed}: ${violation.message}\n`);
  }
  process.stdout.write(
    `${lives} lives, ${broken} broken, ${((performance.now() - started) / lives).toFixed(2)} ms each ${JSON.stringify(totals)}\n`,
  );
  return broken === 0 ? 0 : 1;
}
