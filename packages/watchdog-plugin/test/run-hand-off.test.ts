import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { systemClock, type FileSystem, type LauncherLogs, type SessionOutcome } from "@rigline/core";
import type { RiglineError } from "@rigline/foundation/errors";
import { openJournal } from "@rigline/foundation/journal";
import { parseManifest } from "@rigline/manifest";
import { holdJournalPath } from "@rigline/manifest/holds";
import { expect, test } from "vitest";
import { createProcessRunner } from "../../core/src/processes/process-runner.js";
import { findWatchPlaces } from "../src/daemon/watch-places.js";
import type { PluginParts } from "../src/parts.js";
import { handOff as runHandOff } from "./support/hand-off.js";
import { accepted, planned, published, submitted, verified, writeJob } from "./support/job-journal.js";
import { makeMapping, makeSession, SESSION_FILES } from "./support/make-session.js";
import { makeParts, type PartChanges } from "./support/make-parts.js";
import { temporaryFolder } from "./support/temporary-folder.js";
import { writeTree } from "./support/write-tree.js";

function rig(changes: PartChanges = {}, files: Readonly<Record<string, string>> = SESSION_FILES) {
  const folder = temporaryFolder();
  const parts = makeParts(folder, changes);
  const session = makeSession(join(folder, "data"));
  writeTree(session.directory, { "./": "", ...files });
  const places = findWatchPlaces(parts);
  const reported: Record<string, string[]> = {};
  const told: string[] = [];
  const problems: RiglineError[] = [];
  const context = (outcome: SessionOutcome = "success") => ({
    session,
    outcome,
    signal: new AbortController().signal,
    progress: (text: string) => void told.push(text),
    report: (label: string, value: string) => void (reported[label] ??= []).push(value),
    tell: (problem: RiglineError) => void problems.push(problem),
  });
  const manifestFile = join(places.flagFolder, `manifest_${session.name}.yaml`);
  return {
    folder,
    parts,
    session,
    places,
    reported,
    told,
    problems,
    context,
    manifestFile,
    mapping: makeMapping(session),
  };
}

test("without a daemon the manifest is published all the same, and the report says how to follow it", async () => {
  const { parts, session, mapping, context, manifestFile, reported, folder, places } = rig();
  const handOff = await runHandOff(parts, () => mapping, context());
  const destination = join(folder, "central", "614173", session.name);
  const todo = `rigline-watchdog status -c "${places.configFile}"`;
  expect(handOff).toMatchObject({ state: "pending", manifest: manifestFile, destination, todo });
  expect(parseManifest(readFileSync(manifestFile)).manifest.name).toBe(session.name);
  expect(existsSync(places.configFile)).toBe(true);
  expect(reported).toMatchObject({
    manifest: [manifestFile],
    destination: [destination],
    daemon: ["nobody is started (service: none)"],
    "hand-off": ["pending: waiting for the daemon"],
  });
  expect(parts.logged).toEqual([]);
});

test("a session that is only copied is told what no transfer service would know", async () => {
  const { parts, session, mapping, context, reported } = rig(
    { options: { transfer_endpoint: null, platform: "nonsense" } },
    { ...SESSION_FILES, "behaviour/licks.csv": "1" },
  );
  const modalities = { ...mapping.modalities, behaviour: [join(session.directory, "behaviour")] };
  await runHandOff(parts, () => ({ ...mapping, modalities }), context());
  expect(reported["note"]).toEqual([
    '"behaviour" is no modality. Did you mean "behavior"? Nothing refuses it, because no job is submitted',
    '"nonsense" is no platform. Nothing refuses it, because no job is submitted',
  ]);
});

test("what is in no modality is in the report and in its list of problems, and stops nothing", async () => {
  const { parts, mapping, context, reported, problems, session } = rig(
    {},
    { ...SESSION_FILES, "ephys/probe.bin": "1" },
  );
  expect(await runHandOff(parts, () => mapping, context())).toMatchObject({ state: "pending" });
  const told = `not handed off, because it is in no modality: ephys (in ${session.directory}); ephys: did you mean ecephys?`;
  expect(reported["note"]).toEqual([told]);
  expect(problems.map(({ code, message, exit }) => [code, message, exit])).toEqual([
    ["DATA_LEFT_BEHIND", told, "success"],
  ]);
});

test("the logs are in the data before the manifest is published, and nothing is written after", async () => {
  const { parts, mapping, context, session, manifestFile, reported } = rig();
  const seen: boolean[] = [];
  const logs: LauncherLogs = {
    folder: "",
    copyTo: (folder) => {
      seen.push(existsSync(manifestFile));
      writeTree(folder, { "launcher.log": "log" });
      return Promise.resolve(["launcher.log"]);
    },
  };
  await runHandOff({ ...parts, logs }, () => mapping, context());
  expect(seen).toEqual([false]);
  const place = join(session.directory, "behavior", "Logs", ".launcher");
  expect(reported["logs"]).toEqual([place]);
  expect(readdirSync(place)).toEqual(["launcher.log"]);
});

test("a job that is done already has its figures read from its journal: as when a launcher was killed and resumed", async () => {
  const { parts, mapping, context, manifestFile, places, reported } = rig();
  await runHandOff(parts, () => mapping, context());
  const digest = digestOf(manifestFile);
  const archive = join(places.completeFolder, basename(manifestFile));
  renameSync(manifestFile, archive);
  const done = [planned, verified, published, submitted, { type: "archived", to: archive }];
  writeJob(places, manifestFile, [accepted(manifestFile, digest), ...done]);
  const handOff = await runHandOff(parts, () => mapping, context());
  expect(handOff).toMatchObject({
    state: "complete",
    files: 3,
    bytes: 3_000_000,
    algorithm: "sha256",
    archivedTo: archive,
  });
  expect(readdirSync(places.flagFolder).filter((name) => name.startsWith("manifest"))).toEqual([]);
  expect(reported["manifest"]?.at(-1)).toBe(`${manifestFile} (published before)`);
  expect(reported["submitted"]).toEqual(["http://dts/api/v2/submit_jobs, answered 200"]);
});

test("once published, the data are left alone: a resumed run takes no mapping and copies no logs", async () => {
  const { parts, mapping, context, manifestFile, session, reported } = rig();
  const first = await runHandOff(parts, () => mapping, context());
  const untouched = (): never => {
    throw new Error("the data are being copied at this moment");
  };
  // Its source may even be gone, and the options others, since.
  rmSync(join(session.directory, "behavior"), { recursive: true });
  const changed = makeParts(parts.config.folder, { options: { project_name: "Another project" } });
  const resumed = { ...changed, logs: { folder: "", copyTo: untouched } };
  expect(await runHandOff(resumed, untouched, context())).toEqual(first);
  expect(reported["manifest"]).toEqual([manifestFile, `${manifestFile} (published before)`]);
});

/** A launcher's log, which grows with each run that copies it. */
function growingLogs(): LauncherLogs & { readonly copies: string[] } {
  const copies: string[] = [];
  const copyTo = (to: string): Promise<readonly string[]> => {
    writeTree(to, { "launcher.log": "line\n".repeat(copies.push(to)) });
    return Promise.resolve([]);
  };
  return { folder: "", copies, copyTo };
}

test("once published and withdrawn, nothing more is written into the data: they may have arrived", async () => {
  const { parts, mapping, context, manifestFile, reported } = rig();
  const logs = growingLogs();
  await runHandOff({ ...parts, logs }, () => mapping, context());
  rmSync(manifestFile);
  await runHandOff({ ...parts, logs }, () => mapping, context());
  expect([existsSync(manifestFile), logs.copies.length]).toEqual([true, 1]);
  expect(reported["logs"]?.[1]).toContain("handed off before");
});

test.each(["queued", "archived", "withdrawn"] as const)(
  "killed before it was written down that the manifest is published (%s now), nothing more is written into the data",
  async (where) => {
    const { parts, mapping, context, manifestFile, places, session } = rig();
    const logs = growingLogs();
    await runHandOff({ ...parts, logs }, () => mapping, context());
    rmSync(join(session.directory, ".rigline", "hand-off.json"));
    if (where !== "queued") writeJob(places, manifestFile, [accepted(manifestFile, digestOf(manifestFile))]);
    if (where === "archived") renameSync(manifestFile, join(places.completeFolder, basename(manifestFile)));
    if (where === "withdrawn") rmSync(manifestFile);
    await runHandOff({ ...parts, logs }, () => mapping, context());
    expect(logs.copies).toHaveLength(1);
  },
);

test("where it can't be told whether it was published, nothing is written into the data", async () => {
  const { parts, mapping, context, manifestFile } = rig();
  const logs = growingLogs();
  const fileSystem: FileSystem = {
    ...parts.fileSystem,
    stat: (path) => {
      if (path === manifestFile) throw Object.assign(new Error("EIO"), { code: "EIO" });
      return parts.fileSystem.stat(path);
    },
  };
  expect(await runHandOff({ ...parts, logs, fileSystem }, () => mapping, context())).toMatchObject({ state: "outbox" });
  expect([logs.copies, existsSync(manifestFile)]).toEqual([[], false]);
});

test.each(["queued", "archived"] as const)(
  "what was published and not written down is gone on with, though its source was deleted since (%s)",
  async (where) => {
    const { parts, mapping, context, manifestFile, places, session } = rig();
    const fileSystem: FileSystem = {
      ...parts.fileSystem,
      syncFolder: (folder) => {
        if (folder === places.flagFolder && existsSync(manifestFile)) throw new Error("ENOMEM");
      },
    };
    expect(await runHandOff({ ...parts, fileSystem }, () => mapping, context())).toMatchObject({ state: "outbox" });
    const digest = digestOf(manifestFile);
    if (where === "archived") {
      const archive = join(places.completeFolder, basename(manifestFile));
      const done = [planned, verified, published, submitted, { type: "archived", to: archive }];
      writeJob(places, manifestFile, [accepted(manifestFile, digest), ...done]);
      renameSync(manifestFile, archive);
    }
    rmSync(join(session.directory, "behavior"), { recursive: true });
    const handOff = await runHandOff(parts, () => mapping, context());
    expect(handOff).toMatchObject({ state: where === "queued" ? "pending" : "complete", manifest: manifestFile });
    const record = join(session.directory, ".rigline", "hand-off.json");
    expect(JSON.parse(readFileSync(record, "utf8"))).toMatchObject({
      manifest: manifestFile,
      name: session.name,
      digest,
    });
  },
);

test("another session's manifest of the same name keeps no logs from travelling", async () => {
  const { parts, mapping, context, manifestFile, places } = rig();
  writeTree(places.flagFolder, { [basename(manifestFile)]: "another's\n" });
  const logs = growingLogs();
  await runHandOff({ ...parts, logs }, () => mapping, context());
  expect(logs.copies).toHaveLength(1);
});

test("what was withdrawn from the queue before it was done is published again, as it is now", async () => {
  const { parts, mapping, context, manifestFile } = rig();
  await runHandOff(parts, () => mapping, context());
  rmSync(manifestFile);
  const changed = makeParts(parts.config.folder, { options: { project_name: "Another project" } });
  await runHandOff(changed, () => mapping, context());
  expect(parseManifest(readFileSync(manifestFile)).manifest.projectName).toBe("Another project");
});

test("what was withdrawn is published again unchanged, and what its journal said before does not count", async () => {
  const { parts, mapping, context, manifestFile, places } = rig();
  await runHandOff(parts, () => mapping, context());
  const digest = digestOf(manifestFile);
  rmSync(manifestFile);
  const cancelled = { type: "parked", code: "JOB_CANCELLED", reason: "it was deleted", todo: "put it back" };
  writeJob(places, manifestFile, [accepted(manifestFile, digest), cancelled]);
  expect(await runHandOff(parts, () => mapping, context())).toMatchObject({
    state: "pending",
    reason: "waiting for the daemon",
  });
  expect(digestOf(manifestFile)).toBe(digest);
});

test("a parked job that was redriven is followed on, and is complete when it is done", async () => {
  const { parts, mapping, context, manifestFile, places } = rig();
  await runHandOff(parts, () => mapping, context());
  const parked = { type: "parked", code: "SOURCE_LINK", reason: "a link leads out", todo: "Replace the link." };
  writeJob(places, manifestFile, [accepted(manifestFile, digestOf(manifestFile)), parked, { type: "redriven" }]);
  expect(await runHandOff(parts, () => mapping, context())).toMatchObject({
    state: "pending",
    reason: "waiting until the files are still",
  });
  const archive = join(places.completeFolder, basename(manifestFile));
  renameSync(manifestFile, archive);
  writeJob(places, manifestFile, [planned, verified, published, submitted, { type: "archived", to: archive }]);
  expect(await runHandOff(parts, () => mapping, context())).toMatchObject({ state: "complete", archivedTo: archive });
});

test("a launcher killed between the publication and its record publishes once", async () => {
  const { parts, mapping, context, session, places, reported, manifestFile } = rig();
  await runHandOff(parts, () => mapping, context());
  rmSync(join(session.directory, ".rigline", "hand-off.json"));
  await runHandOff(parts, () => mapping, context());
  expect(readdirSync(places.flagFolder).filter((name) => name.startsWith("manifest"))).toHaveLength(1);
  expect(reported["manifest"]?.at(-1)).toBe(`${manifestFile} (published before)`);
});

test("a parked manifest that was corrected by hand is followed as it is now", async () => {
  const { parts, mapping, context, manifestFile, places } = rig();
  await runHandOff(parts, () => mapping, context());
  const archive = join(places.completeFolder, basename(manifestFile));
  writeFileSync(manifestFile, readFileSync(manifestFile, "utf8").replace("Example project", "Right project"));
  const digest = digestOf(manifestFile);
  renameSync(manifestFile, archive);
  writeJob(places, manifestFile, [
    accepted(manifestFile, digest),
    planned,
    published,
    { type: "archived", to: archive },
  ]);
  expect(await runHandOff(parts, () => mapping, context())).toMatchObject({ state: "complete", archivedTo: archive });
});

test("a parked job fails the runner, and its manifest stands in the report", async () => {
  const { parts, mapping, context, manifestFile, places, reported } = rig();
  await runHandOff(parts, () => mapping, context());
  const parked = {
    type: "parked",
    code: "SOURCE_LINK",
    reason: "a link leads out of the source",
    todo: "Replace the link.",
  };
  writeJob(places, manifestFile, [accepted(manifestFile, digestOf(manifestFile)), parked]);
  await expect(runHandOff(parts, () => mapping, context())).rejects.toMatchObject({
    code: "HAND_OFF_PARKED",
    todo: `Replace the link. Then \`rigline-watchdog redrive -c "${places.configFile}" 614173_x\`.`,
    where: { file: manifestFile },
  });
  expect(reported["manifest"]).toHaveLength(2);
});

test("a missing modality folder publishes nothing", async () => {
  const { parts, mapping, context, places } = rig({}, { "behavior/x": "", "acquisition.json": "" });
  await expect(runHandOff(parts, () => mapping, context())).rejects.toMatchObject({ code: "MODALITY_MISSING" });
  expect(existsSync(places.flagFolder)).toBe(false);
});

test("what a failed experiment has recorded is handed off", async () => {
  const { parts, mapping, context, manifestFile, reported } = rig({}, { "behavior/x": "" });
  await runHandOff(parts, () => mapping, context("failed"));
  expect(Object.keys(parseManifest(readFileSync(manifestFile)).manifest.modalities)).toEqual(["behavior"]);
  expect(reported["note"]?.join()).toContain("left out");
});

test("a job that the transfer service would refuse is copied all the same, and the report warns", async () => {
  const { parts, mapping, context, manifestFile, reported } = rig();
  await runHandOff(parts, () => ({ ...mapping, experimenters: ["Ada Lovelace"] }), context());
  expect(existsSync(manifestFile)).toBe(true);
  expect(reported["note"]?.join()).toContain("has no user_email");
});

test("data from elsewhere travel with the session", async () => {
  const { parts, mapping, context, manifestFile, folder } = rig({
    options: { extra_modality_data: { fib: ["fib today"] } },
  });
  writeTree(folder, { "fib today/x.bin": "" });
  await runHandOff(parts, () => mapping, context());
  const { modalities } = parseManifest(readFileSync(manifestFile)).manifest;
  expect(modalities["fib"]).toEqual([join(folder, "fib today").replaceAll("\\", "/")]);
});

test("a full disk is said to be one, and the command to go on with is whole", async () => {
  const { parts, session, mapping, context } = rig();
  const full = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
  const fileSystem: FileSystem = {
    ...parts.fileSystem,
    writeNew: () => {
      throw full;
    },
  };
  await expect(runHandOff({ ...parts, fileSystem }, () => mapping, context())).rejects.toMatchObject({
    code: "MANIFEST_NOT_PUBLISHED",
    why: expect.stringContaining("ENOSPC: no space left on device"),
    todo: expect.stringMatching(new RegExp(`^Make room .* Then \`rigline resume ${session.name}\`\\.$`)),
  });
});

test("a disk that is full once the manifest is published fails nothing: the manifest is the hand-off", async () => {
  const { parts, mapping, context, manifestFile, reported, session } = rig();
  const full = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
  const fileSystem: FileSystem = {
    ...parts.fileSystem,
    writeNew: (path, bytes) => {
      if (path.startsWith(session.directory)) throw full;
      parts.fileSystem.writeNew(path, bytes);
    },
  };
  expect(await runHandOff({ ...parts, fileSystem }, () => mapping, context())).toMatchObject({ state: "pending" });
  expect(existsSync(manifestFile)).toBe(true);
  expect(reported["note"]?.join()).toContain("ENOSPC");
  // Later it is found by its name, and published no second time.
  await runHandOff(parts, () => mapping, context());
  expect(reported["manifest"]?.at(-1)).toBe(`${manifestFile} (published before)`);
});

test("with a daemon that can not be started the manifest is published before the runner fails", async () => {
  const { parts, mapping, context, manifestFile } = rig({
    options: { service: "external" },
    environment: { WATCHDOG_EXE: "" },
  });
  await expect(runHandOff(parts, () => mapping, context())).rejects.toMatchObject({ code: "WATCHDOG_EXE_MISSING" });
  expect(existsSync(manifestFile)).toBe(true);
});

test.skipIf(process.platform === "win32")(
  "an external service (on Windows skipped: it starts no script by its first line) is started without a shell, with its config, and its archive is the end",
  async () => {
    const folder = temporaryFolder();
    const program = join(folder, "watch dog.mjs");
    const argv = join(folder, "argv.json");
    // Stands in for aind-watchdog-service: tells its arguments, archives what is queued, stays until it is told to go.
    writeFileSync(
      program,
      `#!${process.execPath}
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
writeFileSync(${JSON.stringify(argv)}, JSON.stringify(process.argv.slice(2)));
const [flags, complete] = [${JSON.stringify(join(folder, "flags"))}, ${JSON.stringify(join(folder, "manifest_complete"))}];
const timer = setInterval(() => {
  for (const name of readdirSync(flags)) if (name.startsWith("manifest_")) renameSync(join(flags, name), join(complete, name));
  if (existsSync(join(flags, "stop"))) clearInterval(timer);
}, 20);
`,
      { mode: 0o755 },
    );
    const environment = { ...process.env, WATCHDOG_EXE: program } as Record<string, string>;
    const made = makeParts(folder, { options: { service: "auto" }, environment, processes: createProcessRunner() });
    const parts = { ...made, clock: systemClock };
    const session = makeSession(join(folder, "data"));
    writeTree(session.directory, SESSION_FILES);
    const reported: string[] = [];
    const handOff = await runHandOff(parts, () => makeMapping(session), {
      session,
      outcome: "success",
      signal: new AbortController().signal,
      progress: () => undefined,
      report: (label, value) => void reported.push(`${label}: ${value}`),
      tell: () => undefined,
    });
    const { configFile } = findWatchPlaces(parts);
    writeFileSync(join(folder, "flags", "stop"), "");
    expect(JSON.parse(readFileSync(argv, "utf8"))).toEqual(["-c", configFile]);
    expect(handOff).toMatchObject({
      state: "complete",
      archivedTo: join(
        folder,
        "manifest_complete",
        basename(reported.find((line) => line.startsWith("manifest: ")) ?? ""),
      ),
    });
    expect(reported.join("\n")).toMatch(/^daemon: .*watch dog\.mjs \(pid \d+, started by Rigline\)$/m);
    rmSync(program);
  },
);

test.skipIf(process.platform === "win32").each([30, 0])(
  "an external service that ends soon after its start is told with its last words, followed for %i s (on Windows skipped, as above)",
  async (wait_seconds) => {
    const folder = temporaryFolder();
    const program = join(folder, "watchdog.mjs");
    const script = `setTimeout(() => { console.error("No module named mpetk"); process.exitCode = 3; }, 400);`;
    writeFileSync(program, `#!${process.execPath}\n${script}\n`, { mode: 0o755 });
    const environment = { ...process.env, WATCHDOG_EXE: program } as Record<string, string>;
    const options = { service: "auto", wait_seconds };
    const made = makeParts(folder, { options, environment, processes: createProcessRunner() });
    const session = makeSession(join(folder, "data"));
    writeTree(session.directory, SESSION_FILES);
    const context = {
      session,
      outcome: "success",
      signal: new AbortController().signal,
      progress: () => undefined,
      report: () => undefined,
      tell: () => undefined,
    } as const;
    await expect(
      runHandOff({ ...made, clock: systemClock }, () => makeMapping(session), context),
    ).rejects.toMatchObject({
      code: "DAEMON_START_FAILED",
      message: expect.stringContaining("exited with code 3"),
      why: expect.stringContaining("No module named mpetk"),
    });
    expect(existsSync(join(folder, "flags", `manifest_${session.name}.yaml`))).toBe(true);
  },
);

function digestOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

test("a record that can't be read is no reason to publish twice", async () => {
  const { parts, session, mapping, context, reported, manifestFile } = rig();
  await runHandOff(parts, () => mapping, context());
  writeFileSync(join(session.directory, ".rigline", "hand-off.json"), '{"manifest": "');
  await runHandOff(parts, () => mapping, context());
  expect(reported["manifest"]).toEqual([manifestFile, `${manifestFile} (published before)`]);
});

test("a daemon that ends at its start is no failure of data that have arrived", async () => {
  const { parts, mapping, context, manifestFile, places } = rig({ options: { service: "embedded" } });
  const archive = join(places.completeFolder, basename(manifestFile));
  const host: PluginParts["host"] = {
    ...parts.host,
    findProgram: () => "watchdog.js",
    start: ({ logFile }) => {
      writeJob(places, manifestFile, [
        accepted(manifestFile, digestOf(manifestFile)),
        { type: "archived", to: archive },
      ]);
      renameSync(manifestFile, archive);
      return Promise.resolve({ pid: 1, logFile, ended: Promise.resolve("exited with code 3"), readTail: () => "" });
    },
  };
  const handOff = await runHandOff({ ...parts, host, clock: systemClock }, () => mapping, context());
  expect(handOff).toMatchObject({ state: "complete", archivedTo: archive });
});

test("that the owner of the destination holds it up is what is said of it, and not that files are waited for", async () => {
  const { parts, mapping, context, manifestFile, places } = rig({ options: { wait_seconds: 0 } });
  const told: string[] = [];
  const progress = (text: string): void => {
    told.push(text);
    if (told.length > 1) return;
    writeJob(places, manifestFile, [accepted(manifestFile, digestOf(manifestFile))]);
    const file = resolve("/central/.rigline-hold");
    const journal = openJournal(holdJournalPath(places.flagFolder, file));
    journal.append({ type: "destinationHold", file, mode: "pause", why: "new disks", who: "ada" });
    journal.close();
  };
  const handOff = await runHandOff(parts, () => mapping, { ...context(), progress });
  const reason = "paused by the destination's owner: new disks, says ada";
  expect(handOff).toMatchObject({ state: "pending", reason: expect.stringContaining(reason) as string });
});

test("where another session waits for the rig nobody looks on, and the daemon goes on", async () => {
  const { parts, mapping, context } = rig({ options: { service: "embedded" } });
  let looks = 0;
  const host: PluginParts["host"] = {
    ...parts.host,
    findProgram: () => "watchdog.js",
    start: ({ logFile }) => Promise.resolve({ pid: 1, logFile, ended: new Promise(() => {}), readTail: () => "" }),
  };
  const clock = { ...systemClock, sleep: () => Promise.resolve(void (looks += 1)), monotonic: () => looks * 1000 };
  const locks = { ...parts.locks, holder: () => Promise.resolve({ pid: 1, what: "the daemon", since: "" }) };
  const hand = (isNextWaiting: boolean) =>
    runHandOff({ ...parts, host, clock, locks }, () => mapping, {
      ...context(),
      nextWaiting: isNextWaiting ? AbortSignal.abort(new Error("the next one waits")) : new AbortController().signal,
    });
  expect(await hand(true)).toMatchObject({ state: "pending" });
  expect(looks).toBeLessThan(5);
  expect(await hand(false)).toMatchObject({ state: "pending" });
  expect(looks).toBeGreaterThan(29);
});

test("one that was done is complete without its record and without its source, which is not asked for again", async () => {
  const { parts, session, mapping, context, manifestFile, places, reported } = rig();
  await runHandOff(parts, () => mapping, context());
  renameSync(manifestFile, join(places.completeFolder, basename(manifestFile)));
  rmSync(join(session.directory, ".rigline"), { recursive: true });
  for (const source of Object.values(mapping.modalities).flat()) rmSync(source, { recursive: true });
  const again = await runHandOff(parts, () => expect.fail("no mapping is needed"), context());
  expect(again).toMatchObject({ state: "complete", manifest: manifestFile });
  expect(reported["manifest"]?.at(-1)).toBe(`${manifestFile} (published before)`);
});
