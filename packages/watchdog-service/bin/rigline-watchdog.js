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

/** Who has hooked into the loading of modules is given modules. */
async function load() {
  const isHooked = [...process.execArgv, process.env.NODE_OPTIONS ?? ""].some((text) =>
    /--(?:import|loader)/.test(text),
  );
  if (isHooked) return { ...(await import("../dist/cli/index.js")), keep: () => {} };
  const path = require("node:path");
  const { loadProgram } = require("./load-program.js");
  const command = /^[a-z-]+$/.test(argument ?? "") && !argument.startsWith("-") ? argument : "run";
  const { exports, keep } = loadProgram(path.join(__dirname, "..", "dist", "program", "cli", "index.cjs"), command);
  return { ...exports, keep };
}

async function run() {
  // Node's own code for a program that waits for what can't come any more; the answer takes its place.
  process.exitCode = 13;
  // What is made and thrown away goes through a nursery that V8 lets grow to 32 MB, and keeps: a daemon that waits needs none.
  const { setFlagsFromString } = require("node:v8");
  setFlagsFromString("--semi-space-growth-factor=1");
  // V8 lets what is no longer used grow to as much again as is used; a hundred thousand files are in use at once here.
  setFlagsFromString("--heap-growing-percent=20");
  // V8's compilers for what is hot come into memory with the first function that they compile, and stay: 10 MB. Hashing, reading and
  // writing are no JavaScript, the data are the workers', and of twenty thousand files the rest takes a second.
  for (const compiler of ["opt", "maglev", "sparkplug"]) setFlagsFromString(`--no-${compiler}`);
  const { main, keep } = await load();
  setTimeout(() => keep(), 60_000).unref();
  process.exitCode = await main(process.argv.slice(2));
  // Not for a word that is no command.
  if (process.exitCode === 0) keep();
}
