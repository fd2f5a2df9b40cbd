// All benchmarks, one after the other, ending with one table. Figures are no tests: a missed target is shown, not failed.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { benchAgain } from "./again.bench.js";
import { benchBandwidth } from "./bandwidth.bench.js";
import { benchBootstrap } from "./bootstrap.bench.js";
import { benchDaemon } from "./daemon.bench.js";
import { benchFollow } from "./follow.bench.js";
import { benchHandOff } from "./hand-off.bench.js";
import { benchHooks } from "./hooks.bench.js";
import { benchJournal } from "./journal.bench.js";
import { currentLoad, describeMachine } from "./machine.js";
import { benchPerFile } from "./per-file.bench.js";
import { benchPlugins } from "./plugins.bench.js";
import { renderRows, renderTable } from "./render.js";
import { countsResources } from "./run-program.js";
import { benchSecondReading } from "./second-reading.bench.js";
import { benchShare } from "./share.bench.js";
import { benchStartUp } from "./start-up.bench.js";
import type { Suite, SuiteOptions, SuiteResult } from "./suite.js";

const SUITES: Readonly<Record<string, Suite>> = {
  hooks: benchHooks,
  plugins: benchPlugins,
  journal: benchJournal,
  "start-up": benchStartUp,
  bootstrap: benchBootstrap,
  "hand-off": benchHandOff,
  again: benchAgain,
  "per-file": benchPerFile,
  daemon: benchDaemon,
  bandwidth: benchBandwidth,
  follow: benchFollow,
  "second-reading": benchSecondReading,
  share: benchShare,
};

const USAGE = `npm run bench -- [--json FILE] [--only NAME,NAME] [--full] [--folder FOLDER] [--apart FOLDER] [--beside CHECKOUT]
                        [--rounds N] [--sets TEXT]

  --json FILE      also write the results to a file
  --only NAMES     of ${Object.keys(SUITES).join(", ")}
  --full           hand off the large trees: 20,001 files of 20 kB, 4 of 512 MB, a session's mix, one of 8 GB, 100,000 of 2 kB
  --beside CHECKOUT  start the commands and the daemon of another built checkout too, in turn with ours
  --apart FOLDER   on another disk, for what is measured between two (second-reading)
  --rounds N       so often whole hand-offs take turns (5)
  --sets TEXT      of the hand-offs only the sets whose name has this text in it
  --folder FOLDER  where the data are written, so that another disk is measured; the system's temporary folder otherwise
`;

/** Returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: "string" },
      only: { type: "string" },
      full: { type: "boolean", default: false },
      folder: { type: "string", default: tmpdir() },
      beside: { type: "string" },
      apart: { type: "string" },
      rounds: { type: "string", default: "5" },
      sets: { type: "string", default: "" },
      help: { type: "boolean", default: false },
    },
  });
  const names = values.only?.split(",") ?? Object.keys(SUITES);
  if (values.help || names.some((name) => SUITES[name] === undefined)) {
    process.stdout.write(USAGE);
    return values.help ? 0 : 2;
  }
  const started = new Date();
  const load = currentLoad();
  const results = await runSuites(names, resolve(values.folder), {
    full: values.full,
    rounds: Number(values.rounds),
    sets: values.sets,
    ...(values.beside === undefined ? {} : { beside: resolve(values.beside) }),
    ...(values.apart === undefined ? {} : { apart: resolve(values.apart) }),
  });
  const machine = `${describeMachine()}, load before ${load}, after ${currentLoad()}`;
  const rows = results.flatMap((result) => result.rows);
  const tables = results.flatMap((result) => result.tables ?? []);
  const skipped = results.flatMap((result) => result.skipped ?? []);
  const failed = results.flatMap((result) => result.failed ?? []);
  if (!countsResources) skipped.push("processor time and memory: they need Linux and GNU time at /usr/bin/time");

  const judged = [...rows.flatMap((row) => row.target?.met ?? []), ...tables.flatMap(({ met }) => met ?? [])];
  const closing = `${judged.filter(Boolean).length} of ${judged.length} targets met, in ${Math.round((Date.now() - started.getTime()) / 1000)} s, ${machine}`;
  const notes = [...skipped.map((text) => `skipped: ${text}`), ...failed.map((text) => `FAILED: ${text}`)];
  const parts = [...tables.map(renderTable), ...(rows.length === 0 ? [] : [renderRows(rows)]), ...notes, closing];
  process.stdout.write(`\n${parts.join("\n\n")}\n`);
  if (values.json !== undefined) {
    const kept = { date: started.toISOString(), machine, full: values.full, rows, tables, skipped, failed };
    writeFileSync(values.json, `${JSON.stringify(kept, undefined, 2)}\n`);
  }
  return failed.length === 0 ? 0 : 1;
}

async function runSuites(
  names: readonly string[],
  parent: string,
  options: Omit<SuiteOptions, "folder">,
): Promise<readonly SuiteResult[]> {
  const home = mkdtempSync(join(parent, "rigline-bench-"));
  const results: SuiteResult[] = [];
  const drop = (): void => rmSync(home, { recursive: true, force: true });
  // Whoever has no hour left must not be left with its gigabytes.
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      drop();
      process.exit(1);
    });
  try {
    for (const name of names) {
      process.stderr.write(`bench: ${name} …\n`);
      const folder = join(home, name);
      mkdirSync(folder);
      try {
        const result = await SUITES[name]?.({ ...options, folder });
        if (result !== undefined) results.push(result);
      } catch (error) {
        // One that fails takes no other with it.
        results.push({ rows: [], failed: `${name}: ${error instanceof Error ? error.message : String(error)}` });
      }
    }
    return results;
  } finally {
    drop();
  }
}
