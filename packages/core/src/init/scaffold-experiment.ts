/** `experiment.mjs` of a new rig: a program that takes the session's folder and writes data into it. */
export const SCAFFOLD_EXPERIMENT = `// A tiny experiment, to be replaced by your own program: it writes ten trials into the session's folder.
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const [sessionDirectory = "."] = process.argv.slice(2);
const behavior = join(sessionDirectory, "behavior");
mkdirSync(behavior, { recursive: true });

const file = join(behavior, "trials.csv");
appendFileSync(file, "trial,reaction_time_ms\\n");
for (let trial = 1; trial <= 10; trial++) {
  await wait(50);
  const reactionTime = 200 + Math.round(Math.random() * 150);
  appendFileSync(file, \`\${trial},\${reactionTime}\\n\`);
  console.log(\`trial \${trial}: \${reactionTime} ms\`);
}
`;
