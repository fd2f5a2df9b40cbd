import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const FLEET = fileURLToPath(new URL("../../bin/rigline-fleet.js", import.meta.url));
const WATCHDOG = fileURLToPath(new URL("../../../watchdog-service/bin/rigline-watchdog.js", import.meta.url));

/** Below what Linux, Windows and macOS give to connections. */
const LOWEST_PORT = 20_000;
const PORTS = 10_000;

/** A program that runs for a test. */
export interface Running {
  readonly child: ChildProcess;
  /** What it said so far on standard error. */
  readonly said: () => string;
  /** Ends it, and waits for that. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

function startProgram(script: string, args: readonly string[], variables: Record<string, string> = {}): Running {
  const env = { ...process.env, ...variables };
  const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "ignore", "pipe"], env });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return {
    child,
    said: () => said,
    end: (signal = "SIGTERM") => {
      child.kill(signal);
      return closed;
    },
  };
}

/** `rigline-fleet serve`, when it answers. */
export async function startFleet(args: readonly string[], variables: Record<string, string>): Promise<Running> {
  const running = startProgram(FLEET, ["serve", ...args], variables);
  await new Promise<void>((resolve, reject) => {
    running.child.stderr?.on("data", () => {
      if (running.said().includes("is served at")) resolve();
    });
    running.child.once("close", () => reject(new Error(running.said())));
  });
  return running;
}

/**
 * One that nothing listens at now, and that the system gives to nobody: from those that it hands out by itself it takes one for each
 * connection, also for one to a port that nobody listens at just now.
 */
export async function freePort(): Promise<number> {
  const server = createServer();
  const listen = (port: number): Promise<boolean> =>
    new Promise((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => resolve(true));
    });
  for (;;) {
    const port = LOWEST_PORT + Math.floor(Math.random() * PORTS);
    if (!(await listen(port))) continue;
    await new Promise<void>((resolve) => server.close(() => resolve()));
    return port;
  }
}

/** A rig in a temporary folder, with a watch config that names a fleet. */
export interface RigFolder {
  readonly folder: string;
  readonly flags: string;
  readonly destination: string;
  /** Puts a manifest of a session of one small file into the flag folder; its file name. */
  hand(name: string, more?: object): string;
  startDaemon(): Running;
  remove(): void;
}

export function createRigFolder(fleet: object): RigFolder {
  const folder = mkdtempSync(join(tmpdir(), "rigline-rig-"));
  const [flags, destination] = [join(folder, "flags"), join(folder, "destination")];
  for (const path of [flags, destination, join(folder, "data")]) mkdirSync(path);
  writeFileSync(join(folder, "data", "events.csv"), "time,event\n1,start\n");
  const rigline = { settle_seconds: 0, rescan_seconds: 0.1, allow_local_destination: true, fleet };
  const config = { flag_dir: flags, manifest_complete: join(folder, "complete"), rigline };
  writeFileSync(join(folder, "watch_config.yml"), JSON.stringify(config));
  return {
    folder,
    flags,
    destination,
    hand: (name, more = {}) => {
      const file = `manifest_${name}.yml`;
      const manifest = {
        name,
        subject_id: "614173",
        acquisition_datetime: "2026-07-14T09:05:00",
        transfer_endpoint: null,
        project_name: "Dynamic Routing",
        destination,
        modalities: { behavior: [join(folder, "data")] },
        schemas: [],
        ...more,
      };
      writeFileSync(join(flags, file), `${JSON.stringify(manifest)}\n...\n`);
      return file;
    },
    startDaemon: () => startProgram(WATCHDOG, ["-c", join(folder, "watch_config.yml")]),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
