import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type FileSystem, nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import type { LauncherConfigInput } from "../../src/config/launcher-config.js";
import { CLOCK, FILE_SYSTEM } from "../../src/di/core-tokens.js";
import { createLauncher } from "../../src/launcher/create-launcher.js";
import type { Launcher } from "../../src/launcher/launcher.js";
import type { Plugin } from "../../src/plugins/plugin.js";
import { createProcessRunner } from "../../src/processes/process-runner.js";
import type { OpenedSessionReport } from "../../src/report/session-report.js";
import { standIns, useLauncherBench } from "../launcher/launcher-bench.js";

export const PYTHON = process.platform === "win32" ? "python" : "python3";

export interface ProgramRig {
  /** In the rig's folder. */
  readonly files?: Readonly<Record<string, string>>;
  readonly config?: Partial<LauncherConfigInput>;
  readonly plugins?: readonly Plugin[];
  readonly fileSystem?: FileSystem;
}

/** Rigs whose programs are real ones, one for each test of a file. */
export function useProgramBench() {
  const bench = useLauncherBench();
  const open = ({
    files = {},
    config = {},
    plugins = [],
    fileSystem = nodeFileSystem,
  }: ProgramRig): Promise<Launcher> => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(bench.folder, name)), { recursive: true });
      writeFileSync(join(bench.folder, name), text);
    }
    const resolved = {
      ...bench.resolveConfig({ experiment: { command: ["node", "--eval", ""] }, ...config }),
      environment: process.env as Record<string, string>,
    };
    const own = [
      ...standIns({ processes: createProcessRunner() }),
      { token: CLOCK, useValue: systemClock },
      { token: FILE_SYSTEM, useValue: fileSystem },
    ];
    return createLauncher(resolved, { plugins, services: own });
  };
  return {
    get folder() {
      return bench.folder;
    },
    open,
    run: async (rig: ProgramRig): Promise<OpenedSessionReport> => {
      const report = await (await open(rig)).run();
      if (report.session === undefined) throw report.error;
      return report;
    },
  };
}
