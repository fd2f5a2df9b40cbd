import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { PROGRAMS } from "./peers.js";
import { PYTHON_ENVIRONMENT } from "./python.js";

export const SERVICE_PROGRAM = join(PROGRAMS, "watchdog_service.py");

/** A watch config as both services read it. The Python one's log goes into the folder C:\ProgramData by default, also here. */
export function writeWatchConfig(folder: string): string {
  const file = join(folder, "watch_config.yml");
  const config = {
    flag_dir: join(folder, "flags"),
    manifest_complete: join(folder, "complete"),
    structured_log_file: null,
    rigline: { settle_seconds: 1, rescan_seconds: 0.5 },
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

/** aind-watchdog-service as a process that watches already. */
export async function startService(python: string, config: string): Promise<AsyncDisposable> {
  const service = execa(python, [SERVICE_PROGRAM, "-c", config], { env: PYTHON_ENVIRONMENT, all: true, reject: false });
  await new Promise<void>((resolve, reject) => {
    let told = "";
    service.all.on("data", (chunk: Buffer) => {
      told += chunk.toString();
      if (told.includes("Starting observer, Watching")) resolve();
    });
    void service.then(({ all }) => reject(new Error(`aind-watchdog-service has ended:\n${all}`)));
  });
  return {
    [Symbol.asyncDispose]: async () => {
      service.kill("SIGKILL");
      await service;
    },
  };
}

/** The ids of the services that were started with a config, oldest first. */
export function startedServices(config: string): readonly number[] {
  const file = `${config}.pids`;
  // One that is just starting has made the file and not written into it; no line at all would be the process 0, all of our own.
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
  return lines.map(Number);
}
