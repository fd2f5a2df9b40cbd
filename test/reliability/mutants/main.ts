// Tries mutants and prints a table. What is no option is a part of the names of those to try.
import { parseArgs } from "node:util";
import { MUTANTS } from "./all-mutants.js";
import { runMutants, type TriedMutant } from "./run-mutants.js";

const USAGE = `npm run mutants -- [--lanes N] [WORDS …]

  --lanes N   so many at a time; 2 otherwise
  WORDS       only the mutants with one of these in their name or file; all otherwise
`;

/** Returns the exit code: 0 when each mutant that was tried is killed, 1 when one is not, 2 for a call that makes no sense. */
export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { lanes: { type: "string", default: "2" }, help: { type: "boolean", default: false } },
  });
  const chosen = MUTANTS.filter(
    ({ name, package: room, file }) =>
      positionals.length === 0 || positionals.some((words) => `${name}\n${room}/src/${file}`.includes(words)),
  );
  const lanes = Number(values.lanes);
  if (values.help || chosen.length === 0 || !Number.isInteger(lanes) || lanes < 1) {
    process.stdout.write(USAGE);
    return values.help ? 0 : 2;
  }
  const started = performance.now();
  const tried = await runMutants(chosen, {
    lanes: Math.min(lanes, chosen.length),
    onTried: (one) => process.stdout.write(`${row(one)}\n`),
  });
  const count = (verdict: TriedMutant["verdict"]): number => tried.filter((one) => one.verdict === verdict).length;
  const seconds = Math.round((performance.now() - started) / 1000);
  process.stdout.write(
    `\nmutants ${tried.length}: killed ${count("killed")}, survived ${count("survived")}, broken ${count("broken")}, not run here ${count("not run here")} (${seconds} s)\n`,
  );
  return count("survived") + count("broken") === 0 ? 0 : 1;
}

function row({ mutant, verdict, why }: TriedMutant): string {
  const { name, package: room, file, killer } = mutant;
  const where = `${room}/src/${file}`;
  const comment =
    verdict === "killed" ? "" : `\n${" ".repeat(14)}${why ?? "all green:"} ${room}/test/${killer.file}: ${killer.test}`;
  return `${verdict.padEnd(14)}${name}  (${where})${comment}`;
}
