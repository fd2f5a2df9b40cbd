#!/usr/bin/env node
"use strict";
void run();

async function run() {
  const { main } = await import("../dist/cli/index.js");
  process.exitCode = await main(process.argv.slice(2));
}
