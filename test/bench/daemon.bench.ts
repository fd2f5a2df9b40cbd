// A daemon that runs on: what it holds when it has nothing to do, its peaks, and how soon it takes a manifest. No peer has all of
// these, so each stands beside what is wanted.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { quantity } from "./render.js";
import { writeSmallFiles } from "./sample-tree.js";
import type { SuiteOptions, SuiteResult } from "./suite.js";
import { largestOf, processesOf, watchMemory } from "./watch-memory.js";

const PROGRAM = fileURLToPath(new URL("../../packages/watchdog-service/bin/rigline-watchdog.js", import.meta.url));
const MEGABYTE = 1_000_000;
/** Idle workers end after a minute. */
const IDLE_MS = 70_000;
const TURNS = 9;

export async function benchDaemon({ folder, full }: SuiteOptions): Promise<SuiteResult> {
  if (process.platform !== "linux") return { rows: [], skipped: ["the daemon that runs on: it needs /proc"] };
  const files = full ? 100_000 : 20_000;
  const lines = [
    ...(await timeToTake(join(folder, "take"))),
    ...(await whenIdle(join(folder, "idle"))),
    await peakOf(join(folder, "files"), `largest process at ${files.toLocaleString("en")} files`, 150, (rig) => {
      writeSmallFiles(rig.data, files);
      rig.hand("many");
      return 1;
    }),
    await peakOf(join(folder, "manifests"), "largest process at 1,000 manifests", 120, (rig) => {
      writeFileSync(join(rig.data, "f.bin"), "bytes");
      for (let index = 0; index < 1000; index += 1) rig.hand(`s${index}`);
      return 1000;
    }),
  ];
  return { rows: [], tables: [{ title: "the daemon, running on", columns: ["what", "measured", "wanted"], lines }] };
}

interface Rig {
  readonly data: string;
  readonly config: string;
  /** Publishes a manifest by a rename, or writes it in its place as clabe does, and returns when it was there. */
  hand(name: string, how?: "renamed" | "in place"): number;
}

function makeRig(root: string): Rig {
  const [flag, data, config] = [join(root, "flag"), join(root, "data"), join(root, "watch_config.yml")];
  for (const path of [flag, data]) mkdirSync(path, { recursive: true });
  const settings = { rigline: { allow_local_destination: true } };
  writeFileSync(config, JSON.stringify({ flag_dir: flag, manifest_complete: join(root, "complete"), ...settings }));
  const hand: Rig["hand"] = (name, how = "renamed") => {
    // The keys of clabe 0.14, sorted as it has them.
    const manifest = {
      acquisition_datetime: "2026-03-02T10:15:00",
      checksum_mode_override: null,
      delete_modalities_source_after_success: false,
      destination: join(root, "destination"),
      extra_identifying_info: null,
      modalities: { behavior: [data] },
      name,
      platform: null,
      project_name: "bench",
      schedule_time: null,
      schemas: [],
      subject_id: "614173",
      transfer_endpoint: null,
      transfer_service_args: null,
      transfer_service_job_type: "default",
    };
    const text = Object.entries(manifest)
      .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
      .join("");
    const path = join(flag, `manifest_${name}.yaml`);
    if (how === "renamed") {
      writeFileSync(`${path}.tmp`, `${text}...\n`);
      renameSync(`${path}.tmp`, path);
    } else {
      const file = openSync(path, "w");
      for (const part of [text.slice(0, 200), text.slice(200)]) writeSync(file, part);
      closeSync(file);
    }
    return performance.now();
  };
  return { data, config, hand };
}

interface Daemon {
  readonly child: ChildProcess;
  /** When an event of this kind was told for so many jobs. */
  told(event: string, count: number): Promise<number>;
  stop(): Promise<void>;
}

async function startDaemon({ config }: Rig): Promise<Daemon> {
  const child = spawn(process.execPath, [PROGRAM, "-c", config, "--json"], { stdio: ["ignore", "pipe", "ignore"] });
  const times = new Map<string, number[]>();
  let wake = (): void => {};
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { event } = JSON.parse(line) as { readonly event: string };
    times.set(event, [...(times.get(event) ?? []), performance.now()]);
    wake();
  });
  const told: Daemon["told"] = async (event, count) => {
    for (;;) {
      const at = times.get(event)?.[count - 1];
      if (at !== undefined) return at;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  await told("started", 1);
  const stop = async (): Promise<void> => {
    child.kill();
    await once(child, "exit");
  };
  return { child, told, stop };
}

async function timeToTake(root: string): Promise<readonly string[][]> {
  const rig = makeRig(root);
  writeFileSync(join(rig.data, "f.bin"), "bytes");
  const daemon = await startDaemon(rig);
  let handed = 0;
  const lines: string[][] = [];
  for (const [how, wanted, who] of [
    ["renamed", 100, "Rigline's"],
    ["in place", 500, "clabe's, written in its place"],
  ] as const) {
    const milliseconds: number[] = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      const at = rig.hand(`s${(handed += 1)}`, how);
      milliseconds.push((await daemon.told("accepted", handed)) - at);
      await daemon.told("archived", handed);
    }
    const sorted = milliseconds.toSorted((one, other) => one - other);
    const measured = `${sorted[Math.floor(TURNS / 2)]?.toFixed(0)} ms (up to ${sorted.at(-1)?.toFixed(0)})`;
    lines.push([`a manifest taken, ${who}`, measured, `< ${wanted} ms`]);
  }
  await daemon.stop();
  return lines;
}

async function whenIdle(root: string): Promise<readonly string[][]> {
  const rig = makeRig(root);
  writeSmallFiles(rig.data, 100);
  const daemon = await startDaemon(rig);
  rig.hand("session");
  await daemon.told("archived", 1);
  await setTimeout(IDLE_MS);
  const pid = daemon.child.pid ?? 0;
  const [count, bytes] = [processesOf(pid).length, largestOf(pid)];
  await daemon.stop();
  return [
    ["processes, a minute after the last job", String(count), "1"],
    ["memory then", quantity(bytes, "peakBytes"), "< 60 MB"],
  ];
}

async function peakOf(root: string, what: string, megabytes: number, hand: (rig: Rig) => number): Promise<string[]> {
  const rig = makeRig(root);
  const daemon = await startDaemon(rig);
  const memory = watchMemory(daemon.child.pid ?? 0, "largest");
  await daemon.told("archived", hand(rig));
  const peak = memory.stop();
  await daemon.stop();
  if (readdirSync(join(root, "complete")).length === 0) throw new Error(`${what}: nothing was handed off`);
  rmSync(root, { recursive: true });
  return [what, quantity(peak, "peakBytes"), `< ${quantity(megabytes * MEGABYTE, "peakBytes")}`];
}
