#!/usr/bin/env node
import { main } from "../dist/main.js";

// Node's own code for a program that waits for what can't come any more; the answer takes its place.
process.exitCode = 13;
process.exitCode = await main(process.argv.slice(2));
