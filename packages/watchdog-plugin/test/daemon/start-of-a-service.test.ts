import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createFaultyFileSystem } from "@rigline/core/testing";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import type { DaemonHost } from "../../src/daemon/daemon-host.js";
import { createExternalDaemon, type ExternalParts } from "../../src/daemon/external-daemon.js";
import { makeParts } from "../support/make-parts.js";
import { makePlaces } from "../support/make-places.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const PID = 4711;

/** A service's program, on a machine that starts it only by word. */
function setUp(changes: Partial<ExternalParts> = {}, host: Partial<DaemonHost> = {}) {
  const folder = temporaryFolder();
  const program = join(folder, "wd.exe");
  writeFileSync(program, "");
  const places = makePlaces(folder);
  const parts = makeParts(folder);
  const starts: string[] = [];
  const { clock, fileSystem, locks, log, logged } = parts;
  const daemon = createExternalDaemon({
    places,
    program,
    fileSystem,
    locks,
    clock,
    log,
    machine: parts.machine,
    environment: {},
    directory: folder,
    platform: process.platform,
    processes: parts.processes,
    host: {
      ...parts.host,
      start: ({ command, logFile }) => {
        starts.push(command[0]);
        return Promise.resolve({ pid: PID, logFile, ended: new Promise<string>(() => {}), readTail: () => "" });
      },
      identify: () => Promise.resolve({ pid: PID, started: "then" }),
      stillRuns: () => Promise.resolve(true),
      ...host,
    },
    ...changes,
  });
  return { daemon, places, program, starts, logged, clock };
}

test("while another launcher starts one, it is waited for, and then followed", async () => {
  const released: string[] = [];
  let refusals = 3;
  const { locks } = makeParts(temporaryFolder());
  const busy: ExternalParts["locks"] = {
    ...locks,
    acquire: (name) => {
      refusals -= 1;
      return refusals >= 0
        ? Promise.reject(new Error("LOCK_HELD"))
        : Promise.resolve({ release: () => Promise.resolve(void released.push(name)) });
    },
  };
  const { daemon, clock, starts } = setUp({ locks: busy });
  const started = daemon.start();
  await clock.advance(300);
  expect((await started).pid).toBe(PID);
  expect([starts.length, released.length]).toEqual([1, 1]);
});

test("one that can't be written down runs all the same, and that is told", async () => {
  const fileSystem = createFaultyFileSystem();
  fileSystem.fail("writeNew", "ENOSPC");
  const { daemon, logged, program } = setUp({ fileSystem });
  expect((await daemon.start()).pid).toBe(PID);
  expect(logged).toEqual([
    expect.stringContaining(`that ${program} was started (pid ${PID}) could not be written down`),
  ]);
});

test("of one of which the system does not say whether it runs, it is taken that it does: two would do the work twice", async () => {
  const { daemon, program, starts } = setUp({}, { stillRuns: () => Promise.resolve(undefined) });
  await daemon.start();
  expect(await daemon.findWatcher()).toBe(`${program} (pid ${PID}, started by Rigline)`);
  await daemon.start();
  expect(starts).toHaveLength(1);
});

test("a note of it that can't be read counts as none", async () => {
  const { daemon, places, starts } = setUp({ fileSystem: nodeFileSystem });
  mkdirSync(join(places.flagFolder, ".rigline"), { recursive: true });
  writeFileSync(join(places.flagFolder, ".rigline", "external-service.json"), '{"pid": 47');
  await daemon.start();
  expect(starts).toHaveLength(1);
});
