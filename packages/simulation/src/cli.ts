import { readFileSync, writeFileSync } from "node:fs";
import { main } from "./main.js";

const [program = "", keptFile = "", ...args] = process.argv.slice(1);
process.exitCode = await main(args, {
  command: [process.execPath, ...process.execArgv, program, keptFile],
  readKept: () => readFileSync(keptFile, "utf8"),
  writeKept: (text) => writeFileSync(keptFile, text),
});
