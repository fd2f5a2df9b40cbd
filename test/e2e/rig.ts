import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createHash } from "node:crypto";
import { basename, join, relative } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { readLockHolder } from "@rigline/foundation/lock";
import { watchdogLockName } from "@rigline/manifest";
import { execa, type Options, type ResultPromise } from "execa";
import { stringify } from "yaml";
import { isDaemonIn } from "../suite/leftovers.js";
import { rigsFolder } from "../suite/test-run.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
export const RIGLINE = join(root, "packages/core/bin/rigline.js");
export const WATCHDOG = join(root, "packages/watchdog-service/bin/rigline-watchdog.js");
const FAKE_RIG = join(root, "packages/launcher-example/dist/fake-rig.js");
const MAPPER = join(root, "packages/launcher-example/dist/session-mapper.js");

/** A new empty folder inside the checkout, so that what runs in it finds the workspace's packages as a project would. */
export function makeWorkFolder(title: string): string {
  const parent = rigsFolder();
  mkdirSync(parent, { recursive: true });
  return realpathSync(mkdtempSync(join(parent, `${title}-`)));
}

/** Ends the daemon that watches a flag folder, if there is one, and waits until its lock is free. */
export async function stopDaemon(flags: string, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (!existsSync(flags)) return;
  const name = watchdogLockName(realpathSync(flags));
  for (let holder = await readLockHolder(name); holder !== undefined; holder = await readLockHolder(name)) {
    try {
      if (holder.pid !== undefined) process.kill(holder.pid, signal);
    } catch {
      // It has ended since.
    }
    await setTimeout(20);
  }
}

/** What stands under the subject's folder at the destination, without what the daemon notes there. */
export function publishedOf({ central }: Pick<Rig, "central">): readonly string[] {
  return readdirSync(join(central, "614173")).filter((name) => name !== ".rigline");
}

/** Removes a work folder with the rigs in it. */
export async function removeWorkFolder(folder: string): Promise<void> {
  // One that was only just started holds no lock yet: it is ended when it does.
  const flags = join(folder, "flags");
  for (await stopDaemon(flags); isDaemonIn(folder); await stopDaemon(flags)) await setTimeout(20);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

export interface RigOptions {
  /** The rig's folder is made in it; what rigs share lies beside them. */
  readonly parent: string;
  readonly name: string;
  /** Arguments of the fake rig behind `--output`. */
  readonly recording?: readonly string[];
  readonly plugins?: readonly unknown[];
  /** Keys of the section; null: no section. */
  readonly watchdog?: Readonly<Record<string, unknown>> | null;
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface Rig {
  readonly folder: string;
  readonly configFile: string;
  readonly data: string;
  readonly central: string;
  readonly flags: string;
  readonly complete: string;
  run(args: readonly string[], options?: Options): ResultPromise<{ reject: false; all: true; cwd: string }>;
}

/** A rig that records for a moment, maps, and hands off into folders beside it. */
export function makeRig(options: RigOptions): Rig {
  const { parent, name } = options;
  const folder = join(parent, name);
  const central = join(parent, "central");
  const flags = join(parent, "flags");
  const complete = join(parent, "complete");
  const configFile = join(folder, "rigline.config.yaml");
  mkdirSync(folder, { recursive: true });
  const config = {
    // Of this test alone: a rig's name is what its lock goes by, and other files' tests run beside.
    rig_name: `${name}-${basename(parent)}`,
    data_dir: "data",
    experimenters: ["Ada Lovelace"],
    notes: "",
    experiment: {
      name: "foraging",
      command: [
        "node",
        FAKE_RIG,
        "--output",
        "{session_directory}",
        ...(options.recording ?? ["--seconds", "0.2", "--megabytes", "1"]),
      ],
    },
    plugins: options.plugins ?? [{ use: MAPPER }, { use: "@rigline/watchdog-plugin" }],
    ...(options.watchdog === null
      ? {}
      : {
          watchdog: {
            destination: central,
            allow_local_destination: true,
            project_name: "Example project",
            transfer_endpoint: null,
            schedule_time: null,
            flag_dir: flags,
            manifest_complete: complete,
            // It is over when the data have arrived; at its end the session would be done without.
            wait_seconds: 200,
            ...options.watchdog,
          },
        }),
    ...options.config,
  };
  writeFileSync(configFile, stringify(config));
  return {
    folder,
    configFile,
    data: join(folder, "data"),
    central,
    flags,
    complete,
    run: (args, runOptions = {}) =>
      execa(process.execPath, [RIGLINE, ...args], {
        cwd: folder,
        stdin: "ignore",
        timeout: 230_000,
        ...runOptions,
        reject: false,
        all: true,
      }) as ReturnType<Rig["run"]>,
  };
}

const CHECKSUM_LIST = "checksums.sha256";

export const MAPPER_PLUGIN = MAPPER;

/**
 * Every file below a folder, relative with `/`, with its sha256; without the list that the daemon has put there, where that says of each
 * file what it is.
 */
export function digestTree(folder: string): Record<string, string> {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const entries = found.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).replaceAll("\\", "/");
    return [name, createHash("sha256").update(readFileSync(path)).digest("hex")] as const;
  });
  const sorted = entries.sort(([left], [right]) => (left < right ? -1 : 1));
  const files = sorted.filter(([name]) => name !== CHECKSUM_LIST);
  if (files.length === sorted.length) return Object.fromEntries(sorted);
  const wanted = files.map(([name, hash]) => `${hash}  ./${name}\n`).join("");
  return Object.fromEntries(readFileSync(join(folder, CHECKSUM_LIST), "utf8") === wanted ? files : sorted);
}
