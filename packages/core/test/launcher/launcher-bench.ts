import { mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { LauncherConfigSchema, type LauncherConfigInput } from "../../src/config/launcher-config.js";
import type { ResolvedConfig } from "../../src/config/resolved-config.js";
import { CLOCK, FREE_SPACE, PROCESS_RUNNER, UI } from "../../src/di/core-tokens.js";
import type { ProviderList } from "../../src/di/providers.js";
import type { CreateLauncherOptions } from "../../src/launcher/launcher-parts.js";
import { createLauncher } from "../../src/launcher/create-launcher.js";
import type { Launcher } from "../../src/launcher/launcher.js";
import type { ProcessExit, ProcessRunner } from "../../src/processes/process-exit.js";
import { readSessionHolder } from "../../src/session/session-lock.js";
import { createFakeClock } from "@rigline/foundation/testing";
import { createScriptedUi } from "../../src/testing/scripted-ui.js";
import type { Ui } from "../../src/ui/ui.js";
import { systemLocks } from "@rigline/foundation/lock";

/** How an experiment ends that goes well. */
export const WELL: ProcessExit = {
  reason: "exit",
  code: 0,
  signal: undefined,
  milliseconds: 1,
  stderrTail: [],
  summary: "exited with code 0",
};

/** Runs no program: each goes well at once. */
export const processes: ProcessRunner = { run: () => Promise.resolve(WELL) };

export interface BenchOptions extends CreateLauncherOptions {
  readonly ui?: Ui | undefined;
  readonly processes?: ProcessRunner | undefined;
}

/** A fake clock, an experiment that runs no program, and nobody to ask; or those that are given. */
export function standIns({
  ui = createScriptedUi({}, { interactive: false }),
  processes: runner = processes,
}: Pick<BenchOptions, "ui" | "processes">): ProviderList {
  return [
    { token: CLOCK, useValue: createFakeClock() },
    { token: PROCESS_RUNNER, useValue: runner },
    { token: UI, useValue: ui },
    { token: FREE_SPACE, useValue: () => 1e15 },
  ];
}

/** A rig of its own for each test of a file, with a folder, a name that no other rig has, and nobody to ask. */
export function useLauncherBench() {
  let folder: string;
  let rigName: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "rigline-launcher-")));
    rigName = `launcher-test-${randomUUID()}`;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

  const resolveConfig = (config: Partial<LauncherConfigInput> = {}): ResolvedConfig => {
    const values = LauncherConfigSchema.parse({
      rig_name: rigName,
      data_dir: "data",
      temp_dir: "logs",
      experimenters: ["Ada"],
      notes: "",
      subject: "614173",
      // Never started; a program that preflight finds.
      experiment: { command: [process.execPath] },
      ...config,
    });
    return { values, sections: {}, provenance: new Map(), file: undefined, folder, environment: {} };
  };
  return {
    get folder() {
      return folder;
    },
    get rigName() {
      return rigName;
    },
    resolveConfig,
    open: (
      { ui, processes: own, ...options }: BenchOptions = {},
      config: Partial<LauncherConfigInput> = {},
    ): Promise<Launcher> =>
      createLauncher(resolveConfig(config), {
        ...options,
        services: [...standIns({ ui, processes: own }), ...(options.services ?? [])],
      }),
    isRigFree: async (): Promise<boolean> => (await readSessionHolder(systemLocks, rigName)) === undefined,
    sessionFolders: (): string[] => {
      try {
        return readdirSync(join(folder, "data", "614173"));
      } catch {
        return [];
      }
    },
  };
}
