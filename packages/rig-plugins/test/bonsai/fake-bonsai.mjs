#!/usr/bin/env node
// Stands for Bonsai: reads its command line as Bonsai's own parser does (bonsai-rx/bonsai, Bonsai/CommandLineParser.cs and
// Program.cs): each argument is split at its first colon; what is no option is the workflow. It prints what it has understood, and
// exits as the property Exit says.
import { existsSync, readFileSync } from "node:fs";

const understood = { workflow: undefined, start: false, editor: true, layout: undefined, properties: {} };
const options = {
  "--start": () => (understood.start = true),
  "--start-no-debug": () => (understood.start = true),
  "--no-editor": () => (understood.editor = false),
  "--no-boot": () => undefined,
  "--visualizer-layout": (value) => (understood.layout = value),
  "-p": addProperty,
  "--property": addProperty,
};

function addProperty(assignment) {
  const at = assignment.indexOf("=");
  if (at <= 0) fail(`Invalid property assignment: ${assignment}`);
  understood.properties[assignment.slice(0, at)] = assignment.slice(at + 1);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(-1);
}

for (const argument of process.argv.slice(2)) {
  const at = argument.indexOf(":");
  const name = at === -1 ? argument : argument.slice(0, at);
  const option = options[name];
  if (option !== undefined) option(at === -1 ? "" : argument.slice(at + 1));
  else if (argument.startsWith("-")) fail(`Unknown option: ${argument}`);
  else understood.workflow = argument;
}
if (understood.workflow === undefined || !existsSync(understood.workflow))
  fail(`Workflow not found: ${understood.workflow}`);
for (const [name, value] of Object.entries(understood.properties))
  if (name.endsWith("Path")) understood.properties[name] = JSON.parse(readFileSync(value, "utf8"));
process.stdout.write(`${JSON.stringify(understood)}\n`);
process.exitCode = Number(understood.properties.Exit ?? 0);
