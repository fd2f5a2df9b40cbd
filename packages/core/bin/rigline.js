#!/usr/bin/env node
"use strict";
// CommonJS, as package.json beside it says: Node starts it without the machinery of modules, so that the version is told at once.
const [argument, ...others] = process.argv.slice(2);

if (others.length === 0 && (argument === "--version" || argument === "-V")) tellVersion();
else void run();

function tellVersion() {
  try {
    // Past the stream, which would take longer to set up than all the rest.
    require("node:fs").writeSync(1, `${require("../package.json").version}\n`);
  } catch {
    // It is told, or said why not, as anything else is.
    void run();
  }
}

/** Since 22 Node keeps what V8 makes of modules, which is a third of a start; beside the program, as good as which it is, and not where all users share. */
function keepCompiled() {
  const { enableCompileCache } = require("node:module");
  // Where it can't be written, all goes as before.
  enableCompileCache?.(require("node:path").join(__dirname, "..", "dist", ".compiled"));
}

async function run() {
  // Node's own code for a program that waits for what can't come any more; the answer takes its place.
  process.exitCode = 13;
  keepCompiled();
  const { main } = await import("../dist/cli/index.js");
  process.exitCode = await main(process.argv.slice(2));
  // All has been told, with its exit code: what a plugin left running can no longer change it, nor print Node's own report.
  for (const failure of ["uncaughtException", "unhandledRejection"]) process.on(failure, () => undefined);
  // A plugin that left a timer or a server open must not keep the launcher from ending. What is still being written to a
  // pipe gets its time: this timer runs only while something else keeps the process alive.
  const ending = setInterval(() => {
    if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0) process.exit();
  }, 100);
  ending.unref();
}
