import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  CLOCK,
  createLauncher,
  definePlugin,
  FILE_SYSTEM,
  FREE_SPACE,
  LauncherConfigSchema,
  listSessions,
  LOCKS,
  LOG_STORE,
  MACHINE,
  NETWORK,
  PROCESS_RUNNER,
  type ProcessLocks,
  type ProcessRunner,
  type ResolvedConfig,
  type RunOptions,
  type SessionReport,
} from "@rigline/core";
import { createFakeClock, createPlainLogs } from "@rigline/core/testing";
import { openJournal } from "@rigline/foundation/journal";
import { describeHolder, lockError, type LockHolder } from "@rigline/foundation/lock";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { jobJournalPath, watchdogLockName } from "@rigline/manifest";
import { expect, test } from "vitest";
import { DAEMON_HOST, type DaemonHost } from "../src/daemon/daemon-host.js";
import { checkWhereDataGo } from "../src/preflight/check-where-data-go.js";
import { DESTINATION_LOOKS, type DestinationLooks } from "../src/preflight/destination-looks.js";
import { watchdogPlugin } from "../src/watchdog-plugin.js";
import { forbidReal } from "./support/forbid-real.js";
import { accepted, planned, published, submitted, verified } from "./support/job-journal.js";
import { createMemoryFileSystem } from "./support/memory-file-system.js";

const FLAGS = "/rig/flags";

/** A rig of which nothing is real: its disk, time, processes, locks and network are the test's. */
function makeRig() {
  const clock = createFakeClock();
  const fileSystem = createMemoryFileSystem(() => clock.now().getTime());
  for (const folder of ["/rig", "/share/central", "/tmp"]) fileSystem.makeFolder(folder);
  const { locks, held } = makeLocks();
  const started: string[] = [];
  const host: DaemonHost = {
    findProgram: () => "/rig/watchdog.js",
    start: async ({ command }) => {
      started.push(command.join(" "));
      held.set(watchdogLockName(FLAGS), { pid: 7, what: "rigline-watchdog", since: "" });
      return { pid: 7, logFile: "/rig/daemon.log", ended: new Promise(() => undefined), readTail: () => "" };
    },
    identify: async () => undefined,
    stillRuns: async () => false,
    isThere: () => false,
    findAccount: async () => undefined,
  };
  const looks: DestinationLooks = {
    start: (order) => ({
      found: Promise.resolve(
        checkWhereDataGo(fileSystem, order, { makeFolderIn: () => undefined, freeSpace: () => 1e12 }),
      ),
      stop: () => undefined,
    }),
  };
  const launch = async (experiment: ProcessRunner["run"], options: RunOptions = {}): Promise<SessionReport> => {
    const launcher = await createLauncher(resolved(), {
      plugins: [{ plugin: watchdogPlugin, with: WATCHDOG }, tidy],
      services: [
        { token: CLOCK, useValue: clock },
        { token: FILE_SYSTEM, useValue: fileSystem },
        { token: FREE_SPACE, useValue: () => 1e12 },
        { token: LOCKS, useValue: locks },
        { token: LOG_STORE, useValue: createPlainLogs(fileSystem) },
        { token: NETWORK, useValue: { getJson: async () => [], reach: async () => undefined } },
        { token: PROCESS_RUNNER, useValue: { run: experiment } },
        { token: DAEMON_HOST, useValue: host },
        { token: DESTINATION_LOOKS, useValue: looks },
        {
          token: MACHINE,
          useValue: {
            pid: 1,
            hostname: "rig-1",
            system: "simulated",
            lookUpProgram: (program: string) => ({ program }),
            findOutliving: async () => undefined,
            endOutliving: async () => undefined,
          },
        },
      ],
    });
    return launcher.run(options);
  };
  return { clock, fileSystem, held, started, launch };
}

const WATCHDOG = {
  destination: "/share/central",
  project_name: "Dynamic Routing",
  transfer_endpoint: "http://service/api/v2/submit_jobs",
  schedule_time: null,
  flag_dir: FLAGS,
  allow_local_destination: true,
  service: "embedded",
  wait_seconds: 30,
};

function resolved(): ResolvedConfig {
  const values = LauncherConfigSchema.parse({
    rig_name: "rig-1",
    data_dir: "/rig/data",
    temp_dir: "/rig/logs",
    subject: "614173",
    experimenters: ["ada.lovelace"],
    notes: "",
    experiment: { command: ["/rig/experiment"], directory: "/rig" },
  });
  return { values, sections: {}, provenance: new Map(), file: undefined, folder: "/rig", environment: {} };
}

/** A plugin with a handler for every hook, so that each is run. */
const tidy = definePlugin({
  name: "tidy",
  version: "1.0.0",
  hooks: { sessionStarted: () => undefined, experimentEnded: () => undefined, sessionEnded: () => undefined },
});

function makeLocks() {
  const held = new Map<string, LockHolder>();
  const locks: ProcessLocks = {
    acquire: async (name, holder) => {
      const other = held.get(name);
      if (other !== undefined) throw lockError("LOCK_HELD", { what: `${name} is held by ${describeHolder(other)}` });
      held.set(name, holder);
      return { release: async () => void held.delete(name) };
    },
    holder: async (name) => held.get(name),
  };
  return { locks, held };
}

const EXIT = { code: 0, signal: undefined, milliseconds: 0, stderrTail: [], summary: "exited with code 0" } as const;

/** An experiment that writes two files and ends well. */
function recording({ fileSystem }: Pick<ReturnType<typeof makeRig>, "fileSystem">): ProcessRunner["run"] {
  return async (request) => {
    request.onStart?.(4711, Promise.resolve({ pid: 4711, started: "boot:1" }));
    const folder = join(request.environment["RIGLINE_SESSION_DIRECTORY"] ?? "", "behavior");
    fileSystem.makeFolder(folder);
    fileSystem.writeNew(join(folder, "events.jsonl"), Buffer.from('{"event":"started"}\n'));
    request.onLine?.("trial 1", "stdout");
    return { reason: "exit", ...EXIT };
  };
}

/** What a daemon comes to with every manifest that is queued. */
function workOff({ fileSystem, clock }: ReturnType<typeof makeRig>): void {
  if (!fileSystem.exists(FLAGS)) return;
  for (const { name } of fileSystem.list(FLAGS).filter((entry) => !entry.isFolder)) {
    const manifest = join(FLAGS, name);
    const journal = openJournal(jobJournalPath(FLAGS, manifest), { fileSystem, clock });
    const digest = createHash("sha256").update(fileSystem.read(manifest)).digest("hex");
    const archivedTo = join("/rig/manifest_complete", name);
    journal.appendAll([
      accepted(manifest, digest),
      planned,
      verified,
      published,
      submitted,
      { type: "archived", to: archivedTo },
    ]);
    journal.close();
    fileSystem.rename(manifest, archivedTo);
  }
}

/** Moves time on, whenever nothing else is to be done, until the launcher has come to its end. */
async function drive(rig: ReturnType<typeof makeRig>, work: Promise<unknown>, between = (): void => undefined) {
  const state = { isOver: false };
  const end = (): void => void (state.isOver = true);
  work.then(end, end);
  for (let step = 0; !state.isOver && step < 10_000; step += 1) {
    between();
    if (!(await rig.clock.advanceToNext()) && !state.isOver) await rig.clock.advance(0);
  }
  expect(state.isOver).toBe(true);
}

// Its machine has the paths of a POSIX one.
const windows = process.platform === "win32";
const NOTE = "(skipped on Windows: the machine that is played has no drives)";

test.skipIf(windows)(
  `sessions are run, handed off, resumed and looked at again with nothing real below the launcher ${NOTE}`,
  async () => {
    const rig = makeRig();
    const { fileSystem, held, started } = rig;
    const asked = forbidReal();
    expect(() => nodeFileSystem.exists("/")).not.toThrow();

    // A session that a daemon takes to its end while the launcher looks on.
    const first = rig.launch(recording(rig));
    await drive(rig, first, () => workOff(rig));
    expect(await first).toMatchObject({ outcome: "success", exitCode: 0, handOff: { state: "complete" } });
    expect(started).toEqual([expect.stringContaining("/rig/watchdog.js -c")]);

    // A launcher that is killed while the experiment runs; the daemon is gone as well.
    void rig.launch((request) => {
      request.onStart?.(4712, Promise.resolve({ pid: 4712, started: "boot:2" }));
      return new Promise(() => undefined);
    });
    for (let step = 0; step < 20; step += 1) await rig.clock.advance(0);
    held.clear();
    const [killed] = listSessions("/rig/data", fileSystem);
    expect(killed).toMatchObject({ unfinished: true, ended: false });

    // Resumed: the data that it left is handed off, and is still on its way when nobody waits any longer.
    fileSystem.makeFolder(join(killed?.directory ?? "", "behavior"));
    fileSystem.writeNew(join(killed?.directory ?? "", "behavior/late.bin"), Buffer.from("0123"));
    const resume = { directory: killed?.directory ?? "" };
    const second = rig.launch(recording(rig), { resume });
    await drive(rig, second);
    expect(await second).toMatchObject({ outcome: "failed", handOff: { state: "pending" } });

    // Resumed once more, when the daemon has done it.
    workOff(rig);
    const third = rig.launch(recording(rig), { resume });
    await drive(rig, third);
    expect(await third).toMatchObject({ handOff: { state: "complete" } });
    expect(listSessions("/rig/data", fileSystem).map(({ unfinished }) => unfinished)).toEqual([false, false]);

    // Ctrl+C in the experiment, and another in the hand-off.
    const abort = { session: new AbortController(), handOff: new AbortController() };
    const signals = { session: abort.session.signal, handOff: abort.handOff.signal };
    const interrupted = rig.launch(
      async (request) => {
        await recording(rig)(request);
        abort.session.abort(new Error("Ctrl+C"));
        return { reason: "cancelled", ...EXIT, code: undefined, summary: "was stopped" };
      },
      { signals },
    );
    await drive(rig, interrupted, () => {
      if (fileSystem.list(FLAGS).some(({ isFolder }) => !isFolder)) abort.handOff.abort(new Error("Ctrl+C"));
    });
    expect(await interrupted).toMatchObject({ outcome: "aborted", exit: "aborted", handOff: { state: "pending" } });

    expect(asked).toEqual([]);
  },
);

test.skipIf(windows)(`what is asked of the real machine all the same is refused and told ${NOTE}`, async () => {
  const asked = forbidReal();
  await expect(createLauncher(resolved())).rejects.toThrow("asked of the real machine");
  expect(asked).toEqual([expect.stringMatching(/^nodeFileSystem\.list packages\/core\/src\/plugins\/find-plugins/)]);
});
