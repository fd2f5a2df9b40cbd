import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import {
  createLauncher,
  FREE_SPACE,
  type GivenPlugin,
  LauncherConfigSchema,
  type LauncherConfigInput,
  type OpenedSessionReport,
  type RunnerReport,
} from "@rigline/core";
import { askFreeSpace, nodeFileSystem } from "@rigline/foundation/platform";
import { parseManifest, type Manifest } from "@rigline/manifest";
import { watchdogPlugin } from "../../src/index.js";
import { checkWhereDataGo } from "../../src/preflight/check-where-data-go.js";
import { DESTINATION_LOOKS, type DestinationLooks } from "../../src/preflight/destination-looks.js";
import { temporaryFolder } from "./temporary-folder.js";

export const PYTHON = process.platform === "win32" ? "python" : "python3";

export interface MapperRig {
  /** Keys of the section `watchdog`. */
  readonly watchdog?: Readonly<Record<string, unknown>>;
  readonly config?: Partial<LauncherConfigInput>;
  /** In the rig's folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** In the session's folder, written by the experiment. */
  readonly recorded?: Readonly<Record<string, string>>;
  /** Of the experiment. */
  readonly exitCode?: number;
  readonly plugins?: readonly GivenPlugin[];
}

const RECORD = `const { mkdirSync, writeFileSync, readFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { recorded, exitCode } = JSON.parse(readFileSync("recorded.json", "utf8"));
for (const [name, text] of Object.entries(recorded)) {
  const file = join(process.env.RIGLINE_SESSION_DIRECTORY, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
process.exit(exitCode);`;

export const RECORDED = { "behavior/licks.csv": "1", "behavior-videos/side.bin": "2" } as const;

/** Without the process of its own that a share may keep waiting: here is none. */
const looksHere: DestinationLooks = {
  start: (order) => ({
    found: Promise.resolve(
      checkWhereDataGo(nodeFileSystem, order, {
        makeFolderIn: (parent, name) => mkdirSync(join(parent, name)),
        freeSpace: askFreeSpace,
      }),
    ),
    stop: () => undefined,
  }),
};

/** A rig whose experiment and mapper are real programs, with the launcher and the plugin around them. */
export function makeMapperRig(rig: MapperRig) {
  const folder = temporaryFolder();
  const files = {
    "recorded.json": JSON.stringify({ recorded: rig.recorded ?? RECORDED, exitCode: rig.exitCode ?? 0 }),
  };
  for (const [name, text] of Object.entries({ ...files, ...rig.files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const values = LauncherConfigSchema.parse({
    rig_name: `mapper-test-${randomUUID()}`,
    data_dir: "data",
    temp_dir: "logs",
    subject: "123456",
    experimenters: ["ada.lovelace"],
    notes: "",
    experiment: { command: ["node", "--eval", RECORD] },
    ...rig.config,
  });
  const options = {
    destination: "central",
    allow_local_destination: true,
    project_name: "Example project",
    transfer_endpoint: null,
    schedule_time: null,
    flag_dir: "flags",
    service: "none",
    ...rig.watchdog,
  };
  const environment = process.env as Record<string, string>;
  const resolved = { values, sections: {}, provenance: new Map(), file: undefined, folder, environment };
  const open = () =>
    createLauncher(resolved, {
      plugins: [...(rig.plugins ?? []), { plugin: watchdogPlugin, with: options }],
      services: [
        { token: FREE_SPACE, useValue: () => 1e15 },
        { token: DESTINATION_LOOKS, useValue: looksHere },
      ],
    });
  return {
    folder,
    open,
    run: async (directory?: string): Promise<HandedOff> => {
      const launcher = await open();
      const report = await launcher.run(directory === undefined ? {} : { resume: { directory } });
      if (report.session === undefined) throw report.error;
      const file = join(folder, "flags", `manifest_${report.session.name}.yaml`);
      return {
        report,
        directory: report.session.directory,
        mapper: runnerOf(report, "mapper"),
        watchdog: runnerOf(report, "watchdog"),
        manifest: () => parseManifest(readFileSync(file)).manifest,
      };
    },
  };
}

export interface HandedOff {
  readonly report: OpenedSessionReport;
  readonly directory: string;
  readonly mapper: RunnerReport | undefined;
  readonly watchdog: RunnerReport | undefined;
  readonly manifest: () => Manifest;
}

function runnerOf(report: OpenedSessionReport, name: string): RunnerReport | undefined {
  return report.runners.find((runner) => runner.name === name);
}

/** What a runner has said in the report under a label. */
export function saidBy(runner: RunnerReport | undefined, label: string): string[] {
  return (runner?.details ?? []).filter((detail) => detail.label === label).map(({ value }) => value);
}
