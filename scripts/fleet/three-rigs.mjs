// A fleet to look at: its server, and three rigs with real daemons that hand off small sessions, all in a temporary folder.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const FLEET = join(root, "packages", "fleet", "bin", "rigline-fleet.js");
const WATCHDOG = join(root, "packages", "watchdog-service", "bin", "rigline-watchdog.js");
const RIGS = ["rig-1", "rig-2", "rig-3"];

const { values } = parseArgs({
  options: {
    listen: { type: "string", default: "127.0.0.1:7480" },
    every: { type: "string", default: "5" },
    sessions: { type: "string" },
  },
});
const folder = mkdtempSync(join(tmpdir(), "rigline-fleet-"));
const children = [];
const ending = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => ending.abort());

try {
  const data = join(folder, "fleet");
  const tokens = new Map(RIGS.map((rig) => [rig, addRig(data, rig)]));
  const password = addPerson(data, "ann");
  const url = await serve(data);
  for (const rig of RIGS) startRig(rig, url, tokens.get(rig));
  say(
    `\nThe fleet is at ${url}, everything of it in ${folder}. Ctrl+C ends it and removes the folder.\nSign in there as ann, with the password ${password}\n`,
  );
  const most = values.sessions === undefined ? Infinity : Number(values.sessions);
  for (let count = 1; !ending.signal.aborted && count <= most; count += 1) {
    const rig = RIGS[count % RIGS.length];
    handOff(rig, count);
    say(`${rig} hands off ${nameOf(count)}`);
    await pause(Number(values.every) * 1000);
    if (count % RIGS.length === 0) await tellFleet(url);
  }
  if (!ending.signal.aborted) await awaitAll(url, most);
} finally {
  for (const child of children.reverse()) await end(child);
  rmSync(folder, { recursive: true, force: true });
}

function say(text) {
  process.stdout.write(`${text}\n`);
}

/** Until Ctrl+C at most. */
function pause(milliseconds) {
  return sleep(milliseconds, undefined, { signal: ending.signal }).catch(() => undefined);
}

function addRig(data, rig) {
  const added = spawnSync(process.execPath, [FLEET, "rigs", "add", rig, "--data", data], { encoding: "utf8" });
  if (added.status !== 0) throw new Error(added.stderr);
  return added.stdout.trim();
}

function addPerson(data, name) {
  const added = spawnSync(process.execPath, [FLEET, "people", "add", name, "--role", "admin", "--data", data], {
    encoding: "utf8",
  });
  if (added.status !== 0) throw new Error(added.stderr);
  return added.stdout.trim();
}

/** Resolves with its address when it answers. */
function serve(data) {
  const child = start([FLEET, "serve", "--data", data, "--listen", values.listen]);
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text) => {
      said += text;
      const [, url] = /is served at (\S+),/.exec(said) ?? [];
      if (url !== undefined) resolve(url);
    });
    child.once("close", () => reject(new Error(said)));
  });
}

function start(args) {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"], detached: true });
  children.push(child);
  return child;
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGTERM");
  await ended;
}

function startRig(rig, url, token) {
  const home = join(folder, rig);
  for (const name of ["flags", "data", "destination"]) mkdirSync(join(home, name), { recursive: true });
  writeFileSync(join(home, "token.txt"), token, { mode: 0o600 });
  const config = {
    flag_dir: join(home, "flags"),
    manifest_complete: join(home, "complete"),
    rigline: {
      settle_seconds: 0,
      rescan_seconds: 0.5,
      allow_local_destination: true,
      fleet: { url, token: { file: "token.txt" }, every_seconds: 2 },
    },
  };
  writeFileSync(join(home, "watch_config.yml"), JSON.stringify(config));
  start([WATCHDOG, "-c", join(home, "watch_config.yml")]).stderr.resume();
}

function nameOf(count) {
  return `session_${String(count).padStart(3, "0")}`;
}

/** JSON is YAML; the dots say that it is whole. */
function handOff(rig, count) {
  const home = join(folder, rig);
  const data = join(home, "data", nameOf(count));
  mkdirSync(data);
  writeFileSync(join(data, "events.csv"), "time,event\n1,start\n".repeat(count));
  const manifest = {
    name: nameOf(count),
    subject_id: "614173",
    acquisition_datetime: "2026-07-14T09:05:00",
    transfer_endpoint: null,
    project_name: "A fleet to look at",
    destination: join(home, "destination"),
    modalities: { behavior: [data] },
    schemas: [],
    // Every seventh has a destination that is not there: somebody is needed.
    ...(count % 7 === 0 ? { destination: join(home, "nowhere", "at", "all") } : {}),
  };
  writeFileSync(join(home, "flags", `manifest_${nameOf(count)}.yml`), `${JSON.stringify(manifest)}\n...\n`);
}

async function tellFleet(url) {
  const text = await (await fetch(`${url}/metrics`)).text();
  for (const line of text.split("\n").filter((one) => one.startsWith("rigline_fleet_sessions{"))) say(`  ${line}`);
}

/** Until each of so many sessions is where it goes. */
async function awaitAll(url, most) {
  for (let waited = 0; waited < 300 && !ending.signal.aborted; waited += 1) {
    const text = await (await fetch(`${url}/metrics`)).text();
    const there = text.matchAll(/^rigline_fleet_sessions\{.*word="(?:at its destination|queued)"\} (\d+)$/gm);
    const sum = [...there].reduce((total, [, count]) => total + Number(count), 0);
    if (sum >= most) return tellFleet(url);
    await pause(100);
  }
  throw new Error("the fleet was not told of all sessions within 30 s");
}
