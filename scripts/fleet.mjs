// A fleet to look at, with three simulated rigs. `--scale`: a thousand rigs' day instead, measured (docs/fleet/scale.md).
import { register } from "node:module";
import { parseArgs } from "node:util";

const USAGE = `npm run fleet -- [--listen ADDRESS] [--every SECONDS] [--sessions NUMBER]
npm run fleet -- --scale [--rigs N] [--sessions N] [--kills N] [--pushers N] [--views N]

A fleet's server and three rigs that hand off small sessions, until Ctrl+C; nothing of it is left.

  --listen ADDRESS   where its page is, 127.0.0.1:7480 when absent
  --every SECONDS    between two sessions, 5 when absent
  --sessions NUMBER  ends after so many

With --scale, what a thousand rigs' day costs a server, and how soon its page is there: some minutes.
`;
const TRIED = ["listen", "every", "sessions"];
const MEASURED = ["rigs", "sessions", "kills", "pushers", "views"];

const asked = read();
if (asked.help) process.stdout.write(USAGE);
else if (asked.trouble !== undefined) {
  process.stderr.write(`${asked.trouble}\n\n${USAGE}`);
  process.exitCode = 2;
} else if (asked.scale) {
  register("./typescript-hooks.mjs", import.meta.url);
  await import("../packages/fleet/test/scale/scale-main.ts");
} else await import("./fleet/three-rigs.mjs");

function read() {
  const scale = process.argv.includes("--scale");
  const taken = (scale ? MEASURED : TRIED).map((name) => [name, { type: "string" }]);
  const flags = { scale: { type: "boolean" }, help: { type: "boolean" } };
  try {
    const { values } = parseArgs({ options: { ...flags, ...Object.fromEntries(taken) } });
    const strange = Object.keys(values).find((name) => !(name in flags) && !isUsable(name, values[name]));
    const trouble = strange && `--${strange} takes a number of 0 or more, and not ${values[strange]}`;
    return { scale, help: values.help === true, trouble };
  } catch (error) {
    return { scale, help: false, trouble: error.message };
  }
}

function isUsable(name, value) {
  return name === "listen" || (value.trim() !== "" && Number(value) >= 0);
}
