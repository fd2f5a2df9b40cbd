import { readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk, type Disk } from "@rigline/foundation/disk";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { createFakeClock } from "@rigline/foundation/testing";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { jobJournalPath, publishedInventoryPath, readJobState } from "@rigline/manifest";
import { expect, test } from "vitest";
import { renderJob } from "../../src/cli/status-command.js";
import { listJobs } from "../../src/jobs/list-jobs.js";
import { findCopy } from "../../src/verify/find-copy.js";
import { createVerifyProgress } from "../../src/verify/verify-progress.js";
import { verifyFolder, type Verification } from "../../src/verify/verify-folder.js";
import { runCommandLine } from "../support/daemon-process.js";
import { createRig, partsFor, PUBLISHED, type Rig, runOnce } from "../support/rig.js";
import { thrownBy } from "../support/thrown-by.js";
import { runMain } from "../support/run-main.js";

const parts = { disk: nodeDisk, fileSystem: nodeFileSystem };
const UNKNOWN = { inventoryFile: undefined, flagFolder: undefined };

async function handedOff(): Promise<{ readonly rig: Rig; readonly folder: string }> {
  const rig = createRig();
  rig.hand("session");
  await runOnce(partsFor(rig));
  return { rig, folder: join(rig.destination, "session") };
}

function verify(folder: string, disk: Disk = nodeDisk): Verification {
  return verifyFolder(disk, folder, findCopy(parts, { ...UNKNOWN, wanted: folder }).list, () => {});
}

const READ = expect.stringMatching(/^(?:device|cache)$/) as string;
const NOTHING = { missing: [], changed: [], unreadable: [], extra: [], readBack: READ };

test("what was published is whole, by the folder and its inventory alone, wherever both were moved", async () => {
  const { rig, folder } = await handedOff();
  expect(verify(folder)).toEqual(NOTHING);
  rmSync(rig.flag, { recursive: true });
  renameSync(rig.destination, join(rig.root, "archive of 2031"));
  expect(verify(join(rig.root, "archive of 2031", "session"))).toEqual(NOTHING);
});

test("what is missing, changed, of another size or not handed off is named", async () => {
  const { folder } = await handedOff();
  const events = join(folder, "behavior/events.csv");
  writeFileSync(events, PUBLISHED["behavior/events.csv"].replace("start", "stop!"));
  writeFileSync(join(folder, "session.json"), "{}");
  rmSync(join(folder, "behavior/logs/launcher.log"));
  writeFileSync(join(folder, "behavior/derived.nwb"), "1");
  expect(verify(folder)).toEqual({
    missing: ["behavior/logs/launcher.log"],
    changed: [
      { path: "behavior/events.csv", why: "has another sha256" },
      { path: "session.json", why: "has 2 bytes and not 25" },
    ],
    unreadable: [],
    extra: ["behavior/derived.nwb"],
    readBack: READ,
  });
});

test.skipIf(process.platform === "win32")("a link is not followed, wherever it leads", async () => {
  const { folder } = await handedOff();
  const events = join(folder, "behavior/events.csv");
  renameSync(events, join(folder, "moved.csv"));
  symlinkSync(join(folder, "moved.csv"), events);
  expect(verify(folder).changed).toEqual([{ path: "behavior/events.csv", why: "a link, or a device, stands there" }]);
});

test("a file that can't be read is told, and the others are read all the same", async () => {
  const { folder } = await handedOff();
  writeFileSync(join(folder, "session.json"), '{"subject_id": "614174"}\n');
  const openSource = (path: string): number => {
    if (path.endsWith("events.csv")) throw Object.assign(new Error("EIO: i/o error, open"), { code: "EIO" });
    return nodeDisk.openSource(path);
  };
  expect(verify(folder, { ...nodeDisk, openSource, openPastCache: () => undefined })).toMatchObject({
    readBack: "cache",
    changed: [{ path: "session.json" }],
    unreadable: [{ path: "behavior/events.csv", why: "EIO: i/o error, open" }],
  });
});

test("a folder that is not there, one without an inventory, and an inventory that is none are refused with what to do", async () => {
  const { rig, folder } = await handedOff();
  const codeOf = (wanted: string, flagFolder?: string): unknown =>
    thrownBy(() => findCopy(parts, { wanted, inventoryFile: undefined, flagFolder }));
  expect(codeOf(join(rig.destination, "sesion"))).toMatchObject({
    code: "VERIFY_NO_FOLDER",
    message: `${join(rig.destination, "sesion")} is no folder. Did you mean "session" in ${rig.destination}?`,
  });
  expect(codeOf("sesion", rig.flag)).toMatchObject({
    message: expect.stringContaining('Did you mean "session"?') as string,
  });
  expect(codeOf(rig.data)).toMatchObject({ code: "INVENTORY_NOT_FOUND", exit: "refused" });
  writeFileSync(publishedInventoryPath(folder, "json"), "{}");
  expect(codeOf(folder)).toMatchObject({ code: "INVENTORY_UNREADABLE" });
  // The job's own is another copy of it.
  expect(findCopy(parts, { wanted: "session", inventoryFile: undefined, flagFolder: rig.flag }).list.count).toBe(3);
});

test("how far it is, is told from the third second on: in one line of a terminal, seldom in a log", async () => {
  const clock = createFakeClock();
  const written: string[] = [];
  const total = { ofFiles: 4, ofBytes: 400 };
  const write = (text: string): void => void written.push(text);
  const line = createVerifyProgress({ clock, isTerminal: true, write }, total);
  line.tell({ files: 0, bytes: 10 });
  await clock.advance(2000);
  line.tell({ files: 1, bytes: 100 });
  line.tell({ files: 1, bytes: 110 });
  line.end();
  expect(written).toEqual(["\rverified 1 of 4 files, 25 %, 50 B/s, 6 s left\u001B[K", "\r\u001B[K"]);
  written.length = 0;
  const log = createVerifyProgress({ clock, isTerminal: false, write }, total);
  await clock.advance(2000);
  for (let second = 0; second < 20; second += 1) {
    log.tell({ files: 2, bytes: 200 });
    await clock.advance(1000);
  }
  log.end();
  expect(written).toEqual(["verified 2 of 4 files, 50 %, 100 B/s, 2 s left\n"]);
});

test("the command tells it, in its exit code too, and has it recorded in the job's journal", async () => {
  const { rig, folder } = await handedOff();
  const whole = await runCommandLine("verify", folder);
  expect(whole.stdout).toContain(`${folder}: whole\n  compared   3 files, `);
  expect(whole).toMatchObject({ code: EXIT_CODES.success, stderr: "" });
  rmSync(join(folder, "session.json"));
  const damaged = await runMain("verify", "-c", rig.config, "session", "--json");
  expect(damaged.code).toBe(EXIT_CODES.handOff);
  expect(JSON.parse(damaged.stdout)).toMatchObject({
    folder,
    result: "damaged",
    missing: ["session.json"],
    files: 3,
    recorded: "asked",
  });
  // Whoever asks how the job stands is told from then on.
  const [job, ...others] = listJobs(nodeDisk, nodeFileSystem, rig.flag);
  expect([job, ...others]).toMatchObject([{ word: "stuck", verification: { isWhole: false, found: { missing: 1 } } }]);
  expect(job && renderJob(job, rig.config)).toContainEqual(
    expect.stringMatching(/^ {2}damaged {6}its copy was not whole when \S+ had it read again at .*: 1 missing$/),
  );
  const daemon = partsFor(rig);
  await runOnce(daemon);
  expect(daemon.events).toContainEqual(expect.objectContaining({ event: "verified", job: "session", missing: 1 }));
  const state = readJobState(nodeFileSystem, rig.flag, "manifest_session.yml");
  expect(state).toMatchObject({ step: "complete", verification: { isWhole: false, found: { missing: 1 } } });
  expect(readFileSync(jobJournalPath(rig.flag, "manifest_session.yml"), "utf8")).toContain('"by":"');
});
