import { readFileSync, writeFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { main } from "./main.js";

// Errors are what lives are full of, and nobody reads where in the code they came from.
Error.stackTraceLimit = 0;
// A life comes through most of the code, and through little of it often: of the first hundreds a quarter of the time went to compiling it
// for speed. Eight times as much of a function is run before that is done.
setFlagsFromString("--interrupt-budget=540672");

const [program = "", keptFile = "", ...args] = process.argv.slice(1);
const surroundings = {
  command: [process.execPath, ...process.execArgv, program, keptFile],
  readKept: () => readFileSync(keptFile, "utf8"),
  writeKept: (text: string) => writeFileSync(keptFile, text),
} as const;
// What one process has compiled the next one would compile anew.
for (let rest = args, more = true; more;) {
  const end = rest.indexOf("--then");
  const code = await main(end === -1 ? rest : rest.slice(0, end), surroundings);
  process.exitCode = Math.max(Number(process.exitCode ?? 0), code);
  more = end !== -1;
  rest = rest.slice(end + 1);
}
