import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { ProcessRunner } from "@rigline/core";
import { toPosixPath } from "@rigline/manifest";
import { expect, test } from "vitest";
import { DaemonControl } from "../../src/daemon/daemon-control.js";
import { toMapping } from "../../src/mapper/to-mapping.js";
import { checkWatchdog } from "../../src/preflight/check-watchdog.js";
import { createManifest } from "../../src/transfer/create-manifest.js";
import { FlavourChoice } from "../../src/transfer/flavour-choice.js";
import { goldenDocument, streamsOf } from "../mapper/golden-document.js";
import { handOff } from "../support/hand-off.js";
import { makeMapping, makeSession, SESSION_FILES } from "../support/make-session.js";
import { makeParts, type PartChanges } from "../support/make-parts.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { writeTree } from "../support/write-tree.js";

// What clabe 0.6.13 does wrong, and what happens here instead, where no other test says so: docs/interop/defects.md has them all.

/** A system whose list of processes has this one. */
const listing = (program: string): ProcessRunner => ({
  run: async (asked) => {
    asked.onLine?.(program, "stdout");
    return { reason: "exit", code: 0, signal: undefined, milliseconds: 1, stderrTail: [], summary: "" };
  },
});

async function preflight(changes: PartChanges, names: readonly string[] = []) {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "central"));
  const network = { getJson: async () => names, reach: async () => undefined };
  const looks = { start: () => ({ found: Promise.resolve({ findings: [] }), stop: () => undefined }) };
  const parts = { ...makeParts(folder, changes), network, looks };
  const findings = await checkWatchdog(parts, new FlavourChoice(parts), new AbortController().signal);
  return (subject: string) => findings.filter((found) => found.subject === subject);
}

function request(changes: PartChanges = {}) {
  const folder = temporaryFolder();
  const session = makeSession(join(folder, "data"));
  const { transferServiceArgs } = createManifest(makeParts(folder, changes), session, makeMapping(session));
  return transferServiceArgs as { readonly upload_jobs: readonly [Readonly<Record<string, unknown>>] };
}

test.skipIf(process.platform === "win32")(
  "a service that is known by its name alone is never ended (Windows lists by image name)",
  async () => {
    const folder = temporaryFolder();
    const program = join(folder, "watchdog.exe");
    const parts = makeParts(folder, {
      options: { service: "external" },
      environment: { WATCHDOG_EXE: program },
      processes: listing(program),
    });
    const control = new DaemonControl(parts);
    control.prepare();
    expect(await control.findWatcher()).toBe(`a process of ${program}`);
    await expect(control.restart({ kill: true })).rejects.toMatchObject({ code: "DAEMON_NOT_OURS" });
  },
);

test.skipIf(process.platform === "win32")(
  "a service that runs and does not take the manifest, as one that ignores its -c, is told as pending (Windows lists by image name)",
  async () => {
    const folder = temporaryFolder();
    const program = join(folder, "watchdog.exe");
    const session = makeSession(join(folder, "data"));
    writeTree(session.directory, SESSION_FILES);
    const parts = makeParts(folder, {
      options: { service: "external", wait_seconds: 0, transfer_endpoint: null },
      environment: { WATCHDOG_EXE: program },
      processes: listing(program),
    });
    const reported: string[] = [];
    const context = {
      session,
      outcome: "success" as const,
      signal: new AbortController().signal,
      progress: () => undefined,
      tell: () => undefined,
      report: (label: string, value: string) => void reported.push(`${label}: ${value}`),
    };
    expect(await handOff(parts, () => makeMapping(session), context)).toMatchObject({ state: "pending" });
    expect(reported).toContain("hand-off: pending: waiting for the daemon");
  },
);

test("a project that nobody knows refuses the session before it begins", async () => {
  const find = await preflight({ options: { project_names_url: "http://metadata/names" } }, ["Dynamic Routing"]);
  expect(find("project name")).toMatchObject([
    { level: "error", message: '"Example project" is none of the 1 projects that http://metadata/names knows' },
  ]);
});

test("that nobody watches hides no project that is unknown", async () => {
  const find = await preflight({ options: { service: "none", project_names_url: "http://metadata/names" } }, []);
  expect([find("daemon"), find("project name")]).toMatchObject([[{ level: "warning" }], [{ level: "error" }]]);
});

test("the modalities of every data stream are handed off, and a session without streams goes by its folders", () => {
  const folder = temporaryFolder();
  const session = makeSession(folder);
  const there = ["behavior", "behavior-videos", "fib"];
  const folders = makeMapping(session, {
    modalities: Object.fromEntries(there.map((name) => [name, [join(session.directory, name)]])),
  });
  const acquisition = goldenDocument("aind-data-schema-2.9.2/acquisition.json");
  const mappedFrom = (modalities: readonly string[]) => {
    const value = JSON.parse(streamsOf(acquisition, modalities)) as { subject_id: string };
    value.subject_id = session.subject;
    const source = { name: "acquisition.json", value };
    const context = { folders, there, session, outcome: "success" as const, modalities: "both" as const };
    return Object.keys(toMapping(source, context).mapping.modalities).toSorted();
  };
  expect(mappedFrom(["behavior", "fib", "behavior-videos"])).toEqual(there);
  expect(mappedFrom([])).toEqual(there);
});

test("a platform that there is not is refused with the nearest name, and never becomes none", async () => {
  expect(() => request({ options: { platform: "behaviour" } })).toThrow(/Did you mean "behavior"/);
  const find = await preflight({ options: { platform: "behaviour" } });
  expect(find("manifest")[0]).toMatchObject({ level: "error" });
});

test("the request has the acquisition's time under the name that the service reads", () => {
  const [job] = request().upload_jobs;
  expect(job["acq_datetime"]).toBe("2026-07-14T09:05:00");
  expect(job).not.toHaveProperty("acquisition_datetime");
});

test("a server's path has / throughout, also where a mixture of both was written", () => {
  for (const path of ["\\\\allen\\aind\\stage\\x", "\\\\allen\\aind\\/stage/x", "//allen/aind/stage/x"])
    expect(toPosixPath(path)).toBe("//allen/aind/stage/x");
});

test("keys that the manifest has no place for are told before the session, not kept silently", async () => {
  const options = { script: { a: ["b"] }, capsule_id: "c", mount: "m", force_cloud_sync: false };
  const find = await preflight({ options });
  expect(find("manifest").filter(({ level }) => level === "warning")).toMatchObject([
    { message: expect.stringContaining("capsule_id, mount, script, force_cloud_sync: without effect") },
  ]);
});
