import { posix } from "node:path";
import { z } from "zod";

/** Below the session's folder, with `/`. */
const filePath = z.string().refine((path) => {
  const plain = posix.normalize(path.replaceAll("\\", "/"));
  return (
    plain !== "." && !plain.startsWith("../") && plain !== ".." && !posix.isAbsolute(plain) && !/^[a-z]:/iu.test(plain)
  );
}, "expected a path below the session's folder, such as behavior/licks.csv");

const seconds = z.number().nonnegative();

/** One step of a simulated experiment: exactly one key. */
export const SimulatedStepSchema = z.union([
  z.strictObject({ print: z.string().describe("A line on its standard output.") }),
  z.strictObject({ wait_seconds: seconds.describe("How long nothing happens.") }),
  z.strictObject({
    write: filePath.describe("A file below the session's folder, which grows by what is written."),
    text: z.string().optional().describe("What is written; an empty file when neither is there."),
    megabytes: z.number().positive().optional().describe("Or so many megabytes (10^6 bytes) of zeros."),
  }),
  z.strictObject({ exit_code: z.number().int().describe("It ends here, with this exit code.") }),
]);

export type SimulatedStep = z.output<typeof SimulatedStepSchema>;

const TRIALS = 5;

/** What is simulated where the config has no script: a few trials in some two seconds, with a table of them. */
export const USUAL_SIMULATION: readonly SimulatedStep[] = [
  { write: "behavior/trials.csv", text: "trial,outcome\n" },
  ...Array.from({ length: TRIALS }, (_, index): SimulatedStep[] => [
    { wait_seconds: 0.4 },
    { print: `trial ${index + 1} of ${TRIALS}` },
    { write: "behavior/trials.csv", text: `${index + 1},${index % 2 === 0 ? "hit" : "miss"}\n` },
  ]).flat(),
];
