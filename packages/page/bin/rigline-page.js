#!/usr/bin/env node
"use strict";
// Started by `rigline page`, `rigline-watchdog page` and the daemon, with what is to be shown as one argument of JSON.
void run();

async function run() {
  const { main } = await import("../dist/cli/index.js");
  process.exitCode = await main(process.argv.slice(2));
}
