// Loaded by every Node that a run of the tests starts (NODE_OPTIONS): the test runner's workers, and the programs that tests
// start, which are the built ones. Writes each mark down when it is first reached, since the process may be killed the next moment.
"use strict";
const { subscribe } = require("node:diagnostics_channel");
const { appendFileSync } = require("node:fs");

const folder = process.env["TESTS_MARKS"];
const reached = new Set();

if (folder !== undefined)
  subscribe("rigline:marks", (name) => {
    if (reached.has(name)) return;
    try {
      // Some tests act as another user for a moment, who may not write into a file of this one.
      appendFileSync(`${folder}/${process.pid}-${process.geteuid?.() ?? ""}.txt`, `${String(name)}\n`);
      reached.add(name);
    } catch {
      // The run is over: what is not written down counts as not reached.
    }
  });
