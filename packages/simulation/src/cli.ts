import { main } from "./main.js";

process.exitCode = await main(process.argv.slice(2), [
  process.execPath,
  ...process.execArgv,
  ...process.argv.slice(1, 2),
]);
