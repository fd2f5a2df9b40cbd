#!/usr/bin/env node
import { main } from "../dist/cli/index.js";

process.exitCode = await main(process.argv.slice(2));
// All has been told, with its exit code: what a plugin left running can no longer change it, nor print Node's own report.
for (const failure of ["uncaughtException", "unhandledRejection"]) process.on(failure, () => undefined);
// A plugin that left a timer or a server open must not keep the launcher from ending. What is still being written to a
// pipe gets its time: this timer runs only while something else keeps the process alive.
const ending = setInterval(() => {
  if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0) process.exit();
}, 100);
ending.unref();
