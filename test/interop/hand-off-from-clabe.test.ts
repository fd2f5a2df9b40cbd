import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseManifest } from "@rigline/manifest";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { digestTree, makeWorkFolder, removeWorkFolder, WATCHDOG } from "../e2e/rig.js";
import { INSTALL_TIMEOUT, PROGRAMS, pythonOf, type Peer } from "./peers.js";
import { PYTHON_ENVIRONMENT } from "./python.js";
import { startReceiver } from "./receiver.js";
import { writeWatchConfig } from "./watchdog-process.js";

const CLABES = {
  "0.14.1": { peer: "clabe 0.14.1 and watchdog 0.1.9", program: "clabe_0_14_1.py" },
  "0.6.13": { peer: "clabe 0.6.13", program: "clabe_0_6_13.py" },
} as const satisfies Record<string, { peer: Peer; program: string }>;
type Version = keyof typeof CLABES;

const pythons = new Map<Version, string>();
const folders: string[] = [];

beforeAll(async () => {
  const install = async ([version, { peer }]: [string, { peer: Peer }]): Promise<void> => {
    const python = await pythonOf(peer);
    if (python !== undefined) pythons.set(version as Version, python);
  };
  await Promise.all(Object.entries(CLABES).map(install));
}, INSTALL_TIMEOUT);
afterAll(() => Promise.all(folders.map(removeWorkFolder)));

interface DaemonEvent {
  readonly event: string;
  readonly job?: string;
  /** Of a parked one. */
  readonly code?: string;
}

const OBSTACLE =
  process.platform === "linux" ? undefined : "what clabe asks of Windows is played by Linux's list of processes";
if (OBSTACLE !== undefined) console.log(`skipped: ${OBSTACLE}`);

describe.skipIf(OBSTACLE !== undefined).concurrent("a session handed off by clabe, to rigline-watchdog", () => {
  it.for(Object.keys(CLABES) as Version[])(
    "%s, which finds no daemon and starts it, then finds it: manifests written at once and piece by piece are taken whole, copied, verified, submitted once, archived",
    { timeout: 240_000 },
    async (version, { skip }) => {
      const python = pythons.get(version);
      if (python === undefined) return skip(`clabe ${version} can't be installed`);
      const folder = makeWorkFolder(`clabe-${version}`);
      folders.push(folder);
      const config = writeWatchConfig(folder);
      const source = writeSession(folder);
      await using receiver = await startReceiver();
      const endpoint = `${receiver.address}/api/v2/submit_jobs`;
      const central = join(folder, "central", "614173");
      writeFileSync(join(folder, "clabe.yml"), clabeYml(central, endpoint));
      mkdirSync(join(folder, "flags"));
      // The share is connected: what is missing of it, our daemon would not make.
      mkdirSync(central, { recursive: true });

      // A file, because the daemon that it starts has the same outputs and stays.
      const log = join(folder, "clabe.log");
      // The types name the first few descriptors; any open one is taken.
      const output = openSync(log, "a") as 3;
      const clabe = await execa(python, [join(PROGRAMS, CLABES[version].program), source, QUICK, SLOW], {
        cwd: folder,
        env: {
          ...PYTHON_ENVIRONMENT,
          PATH: `${writeTasks(folder, python)}:${process.env["PATH"]}`,
          TASKS_FOLDER: folder,
          WATCHDOG_EXE: writeProgram(folder),
          WATCHDOG_CONFIG: config,
        },
        stdio: ["ignore", output, output],
        reject: false,
      });
      closeSync(output);
      const said = readFileSync(log, "utf8");
      expect(clabe.exitCode, said).toBe(0);
      expect(said).toContain("runs after its restart: True");
      // Started where there was none, found for the second session, and one in the place of what was ended by force.
      expect(readLines(folder, "starts")).toHaveLength(2);
      const events = readLines(folder, "events.jsonl").flatMap((line) =>
        line.startsWith("{") ? [JSON.parse(line) as DaemonEvent] : [],
      );

      for (const name of ["614173_2026-07-14T090500-0700", "614173_2026-07-15T090500Z"]) {
        const steps = events.filter(({ job }) => job === name).map(({ event }) => event);
        expect(steps).toEqual(["accepted", "planned", "published", "submitted", "archived"]);
        expect(digestTree(join(central, name))).toEqual(digestTree(source));
        const { manifest } = parseManifest(readFileSync(join(folder, "complete", `manifest_${name}.yaml`), "utf8"));
        expect(receiver.received.map(({ body }) => body)).toContainEqual(manifest.transferServiceArgs);
        expect(manifest.transferServiceArgs).toMatchObject({
          user_email: "jane.doe@alleninstitute.org",
          upload_jobs: [
            {
              acq_datetime: `${name.slice(7, 17)}T09:05:00`,
              subject_id: "614173",
              job_type: "vr_foraging_v2",
              tasks: { check: { job_settings: { folder: `${join(central, name)}/behavior` } } },
            },
          ],
        });
      }
      // A daemon that is started again asks what becomes of the upload, too.
      expect(receiver.received.filter(({ path }) => path.endsWith("/submit_jobs"))).toHaveLength(2);
      // While the second is half written, it may be said to be.
      const objections = events.flatMap(({ event, code }) => (event === "parked" ? [code] : []));
      expect(["", "MANIFEST_TRUNCATED", "YAML_SYNTAX"]).toContain(objections.join());
      expect(readdirSync(join(folder, "flags")).filter((entry) => entry.includes("manifest"))).toEqual([]);
    },
  );
});

const QUICK = "2026-07-14T09:05:00-07:00";
const SLOW = "2026-07-15T09:05:00+00:00";

/** What `rigline-watchdog.exe` is on Windows: a program of that name, which starts node and stays its parent. */
function writeProgram(folder: string): string {
  const file = join(folder, "rigline-watchdog.exe");
  const at = (name: string): string => `"${join(folder, name)}"`;
  const lines = [
    "#!/bin/sh",
    `echo $$ >>${at("starts")}`,
    `"${process.execPath}" "${WATCHDOG}" "$@" --json >>${at("events.jsonl")} 2>&1`,
    "exit $?",
  ];
  writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o755 });
  return file;
}

/** A folder for the PATH, with `tasklist` and `taskkill`. */
function writeTasks(folder: string, python: string): string {
  const tasks = join(folder, "system32");
  mkdirSync(tasks);
  const text = `#!${python}\n${readFileSync(join(PROGRAMS, "windows_tasks.py"), "utf8")}`;
  for (const name of ["tasklist", "taskkill"]) writeFileSync(join(tasks, name), text, { mode: 0o755 });
  return tasks;
}

function readLines(folder: string, name: string): readonly string[] {
  return readFileSync(join(folder, name), "utf8").trim().split("\n");
}

function clabeYml(destination: string, endpoint: string): string {
  return `
watchdog:
  destination: ${destination}
  project_name: Dynamic Routing
  schedule_time: null
  transfer_endpoint: ${endpoint}
  job_type: vr_foraging_v2
  extra_identifying_info: {rig: 4A, note: "é"}
  upload_tasks:
    check:
      job_settings: {folder: "{{ destination }}/behavior"}
`;
}

/** Only what both versions hand off: two modalities, and a metadata file of aind-data-schema's names. */
function writeSession(folder: string): string {
  const source = join(folder, "session");
  mkdirSync(join(source, "behavior", "Logs"), { recursive: true });
  mkdirSync(join(source, "behavior-videos"));
  writeFileSync(join(source, "behavior", "events.csv"), "seconds,event\n0.5,lick\n");
  writeFileSync(join(source, "behavior", "Logs", "é.log"), "");
  writeFileSync(join(source, "behavior-videos", "camera.bin"), Buffer.alloc(300_000, 7));
  writeFileSync(join(source, "session.json"), "{}\n");
  return source;
}
