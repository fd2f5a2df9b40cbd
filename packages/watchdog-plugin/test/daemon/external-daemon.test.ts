import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "@rigline/core";
import { InventorySchema } from "@rigline/manifest";
import { expect, onTestFinished, test } from "vitest";
import { createProcessRunner } from "../../../core/src/processes/process-runner.js";
import { DaemonControl } from "../../src/daemon/daemon-control.js";
import { JobReader } from "../../src/follow/hand-off-reader.js";
import { handOff as runHandOff } from "../support/hand-off.js";
import { makeMapping, makeSession, SESSION_FILES } from "../support/make-session.js";
import { makeParts } from "../support/make-parts.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { writeTree } from "../support/write-tree.js";

/** Stands in for aind-watchdog-service: says that it was started, archives what is queued, stays until it is told to go. */
const SERVICE = (folder: string) => `
import { appendFileSync, existsSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
const at = (name) => join(${JSON.stringify(folder)}, name);
appendFileSync(at("starts"), process.pid + "\\n");
const timer = setInterval(() => {
  if (existsSync(at("stop"))) return clearInterval(timer);
  if (existsSync(at("hold"))) return;
  for (const name of readdirSync(at("flags"))) {
    if (!name.startsWith("manifest_")) continue;
    // Before it is seen to be done.
    appendFileSync(at("posts"), name + "\\n");
    renameSync(join(at("flags"), name), join(at("manifest_complete"), name));
  }
}, 20);
`;

/** A rig whose WATCHDOG_EXE is a shim: the list of processes shows node and the script, never the shim's own name. */
function shimmedRig() {
  const folder = temporaryFolder();
  const service = join(folder, "service.mjs");
  writeFileSync(service, SERVICE(folder));
  const program = join(folder, "wd.sh");
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${service}" "$@"\n`, { mode: 0o755 });
  onTestFinished(async () => {
    writeFileSync(join(folder, "stop"), "");
    await expect.poll(() => pids().filter(isAlive)).toEqual([]);
  });
  const lines = (name: string): string[] =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8").split("\n").filter(Boolean) : [];
  const pids = (): number[] => lines("starts").map(Number);
  const parts = (changes: Readonly<Record<string, unknown>> = {}) => ({
    ...makeParts(folder, {
      options: { service: "external", wait_seconds: 20, ...changes },
      environment: { ...process.env, WATCHDOG_EXE: program },
      processes: createProcessRunner(),
    }),
    clock: systemClock,
  });
  const session = (time: string) => {
    const made = makeSession(join(folder, "data"), { name: `614173_2026-07-14T${time}-0700` });
    writeTree(made.directory, SESSION_FILES);
    return made;
  };
  const handOff = async (of: ReturnType<typeof session>, changes: Readonly<Record<string, unknown>> = {}) => {
    const reported: string[] = [];
    const end = await runHandOff(parts(changes), () => makeMapping(of), {
      session: of,
      outcome: "success",
      signal: new AbortController().signal,
      progress: () => undefined,
      report: (label, value) => void reported.push(`${label}: ${value}`),
      tell: () => undefined,
    });
    return { end, reported };
  };
  return { folder, program, parts, session, handOff, pids, posts: () => lines("posts") };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const NOTE = "(skipped on Windows, which starts no script by its first line)";

test.skipIf(process.platform === "win32")(
  `a service that the process list does not show is started once for all sessions, and each is posted once ${NOTE}`,
  async () => {
    const { program, session, handOff, pids, posts } = shimmedRig();
    const first = await handOff(session("090500"));
    expect(first.end).toMatchObject({ state: "complete" });
    expect(first.reported).toContain(`daemon: ${program} (pid ${pids()[0]}, started by Rigline)`);
    const inventory = first.reported.find((line) => line.startsWith("inventory: "))?.slice("inventory: ".length) ?? "";
    expect(InventorySchema.parse(JSON.parse(readFileSync(inventory, "utf8")))).toMatchObject({
      madeBy: "rigline",
      algorithm: null,
      name: "614173_2026-07-14T090500-0700",
      files: Object.entries(SESSION_FILES)
        .map(([path, text]) => ({ path, bytes: text.length }))
        .sort((one, other) => (one.path < other.path ? -1 : 1)),
    });
    const second = await handOff(session("100500"));
    expect(second.end).toMatchObject({ state: "complete" });
    expect(pids()).toHaveLength(1);
    expect(posts()).toHaveLength(2);
  },
);

test.skipIf(process.platform === "win32")(
  `a hand-off that is complete starts nobody when it is resumed ${NOTE}`,
  async () => {
    const { folder, session, handOff, pids } = shimmedRig();
    const handedOff = session("090500");
    await handOff(handedOff);
    process.kill(pids()[0] ?? Number.NaN, "SIGKILL");
    await expect.poll(() => pids().filter(isAlive)).toEqual([]);
    const again = await handOff(handedOff);
    expect(again.end).toMatchObject({ state: "complete" });
    expect(again.reported.filter((line) => line.startsWith("daemon"))).toEqual([]);
    expect(pids()).toHaveLength(1);
    // Not even where there is none any more.
    rmSync(join(folder, "wd.sh"));
    expect((await handOff(handedOff)).end).toMatchObject({ state: "complete" });
  },
);

test.skipIf(process.platform === "win32")(
  `one that has died is started again by the next session, although its id may be another's now ${NOTE}`,
  async () => {
    const { folder, session, handOff, pids } = shimmedRig();
    await handOff(session("090500"));
    process.kill(pids()[0] ?? Number.NaN, "SIGKILL");
    await expect.poll(() => pids().filter(isAlive)).toEqual([]);
    const record = join(folder, "flags", ".rigline", "external-service.json");
    const remembered = JSON.parse(readFileSync(record, "utf8")) as Record<string, unknown>;
    writeFileSync(record, JSON.stringify({ ...remembered, pid: process.pid }));
    expect((await handOff(session("100500"))).end).toMatchObject({ state: "complete" });
    expect(pids()).toHaveLength(2);
  },
);

test.skipIf(process.platform === "win32")(
  `of launchers that end at once one starts it, and what waits is known to be watched ${NOTE}`,
  async () => {
    const { folder, parts, session, handOff, pids } = shimmedRig();
    writeFileSync(join(folder, "hold"), "");
    const sessions = ["090500", "100500", "110500"].map(session);
    const ends = await Promise.all(sessions.map((each) => handOff(each, { wait_seconds: 0 })));
    expect(ends.map(({ end }) => end.state)).toEqual(["pending", "pending", "pending"]);
    expect(pids()).toHaveLength(1);
    const [one] = sessions;
    const known = one && (await new JobReader(parts()).read(one));
    expect(known).toMatchObject({ state: "pending", detail: expect.not.stringContaining("nobody watches") });
  },
);

test.skipIf(process.platform === "win32")(
  `a service that ends at once is no failure of data that have arrived ${NOTE}`,
  async () => {
    const { folder, session, handOff, pids } = shimmedRig();
    // Does all the work, then dies of something else.
    writeFileSync(
      join(folder, "service.mjs"),
      `${SERVICE(folder)}\nsetInterval(() => existsSync(at("posts")) && process.exit(3), 5);`,
    );
    expect((await handOff(session("090500"))).end).toMatchObject({ state: "complete" });
    expect(pids()).toHaveLength(1);
  },
);

test.skipIf(process.platform === "win32")(
  "a service that Rigline started is ended and started again when a person asks, and left alone otherwise (a shell script is no program on Windows)",
  async () => {
    const rig = shimmedRig();
    const control = new DaemonControl(rig.parts());
    control.prepare();
    expect(await control.restart({ kill: false })).toContain("started by Rigline");
    await control.restart({ kill: false });
    await expect.poll(() => rig.pids().length).toBe(1);
    const [first = 0] = rig.pids();
    await new DaemonControl(rig.parts()).restart({ kill: true });
    await expect.poll(() => rig.pids().length).toBe(2);
    await expect.poll(() => isAlive(first)).toBe(false);
  },
);
