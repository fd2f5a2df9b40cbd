import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { acquireProcessLock, readLockHolder } from "@rigline/foundation/lock";
import { watchdogLockName } from "@rigline/manifest";
import { endDaemon, runCommandLine, startDaemon } from "../support/daemon-process.js";
import { createRig, PUBLISHED } from "../support/rig.js";
import { seededBytes } from "../support/seeded-random.js";
import { listDestination, quickFolder, readPublished, readTree } from "../support/temporary-folder.js";
import { accept, startTransferService } from "../support/transfer-service.js";
import { runMain } from "../support/run-main.js";

test("hands off what comes while it runs, and ends when it is idle", async () => {
  const rig = createRig();
  const service = await startTransferService((response, request, count) => {
    // While it waits for this answer it is not idle, however long that takes on a busy machine.
    if (count === 1) rig.hand("session", { endpoint: service.endpoint });
    accept(response, request, count);
  });
  rig.hand("there", { endpoint: service.endpoint });
  const daemon = startDaemon("-c", rig.config, "--exit-when-idle", "0.5");
  const exit = await daemon.exit;
  expect(exit.code, exit.stderr).toBe(0);
  const events = daemon.events.map((event) => [event.event, ...("job" in event ? [event.job] : [])].join(" "));
  expect([events[0], events.at(-1)]).toEqual(["started", "stopped"]);
  for (const name of ["there", "session"]) {
    const steps = ["accepted", "planned", "published", "submitted", "archived"].map((step) => `${step} ${name}`);
    expect(events.filter((event) => event.endsWith(` ${name}`))).toEqual(steps);
    expect(readPublished(join(rig.destination, name))).toEqual(PUBLISHED);
  }
  expect(service.posts).toHaveLength(2);
  expect(readFileSync(join(rig.flag, ".rigline/watchdog.log"), "utf8")).toContain("session: complete");
  expect(exit.stderr).toContain("every byte read back through this machine's cache and compared");
});

test("nobody ever sees a part of the data under its final name", async () => {
  const rig = createRig();
  const names = Array.from({ length: 8 }, (_, index) => `session_${index}`);
  for (let index = 0; index < 30; index += 1)
    writeFileSync(join(rig.data, `behavior/f${index}.bin`), seededBytes(index, 100_000));
  for (const name of names) rig.hand(name);
  const whole = readTree(join(rig.data, "behavior"));
  const daemon = startDaemon("-c", rig.config, "--once");
  const seen = new Set<string>();
  let looks = 0;
  while (daemon.child.exitCode === null) {
    looks += 1;
    for (const name of names) {
      if (seen.has(name) || !existsSync(join(rig.destination, name))) continue;
      expect(readTree(join(rig.destination, name, "behavior")), name).toEqual(whole);
      seen.add(name);
    }
    await new Promise((resolve) => void setTimeout(resolve, 1));
  }
  const { code, stderr } = await daemon.exit;
  expect(code, stderr).toBe(0);
  expect(looks).toBeGreaterThan(20);
  expect(listDestination(rig.destination)).toEqual(names);
});

test("a key that no watch config has is told, also without --verbose", async () => {
  const rig = createRig();
  const config = JSON.parse(readFileSync(rig.config, "utf8")) as object;
  writeFileSync(rig.config, JSON.stringify({ ...config, flag_dri: "nowhere" }));
  const { code, stderr } = await runCommandLine("-c", rig.config, "--once");
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('the key "flag_dri" is ignored: no watch config has it. Did you mean "flag_dir"?');
});

test("status tells people and programs how each job stands", async () => {
  const rig = createRig();
  rig.hand("done");
  writeFileSync(join(rig.flag, "manifest_bad.yml"), "name: [");
  expect((await runCommandLine("-c", rig.config, "--once")).code).toBe(9);
  rig.hand("fresh");
  const json = JSON.parse((await runMain("status", "-c", rig.config, "--json")).stdout) as {
    file: string;
    step: string;
  }[];
  expect(json.map(({ file, step }) => [file, step])).toEqual([
    ["manifest_bad.yml", "parked"],
    ["manifest_done.yml", "complete"],
    ["manifest_fresh.yml", "new"],
  ]);
  const { stdout } = await runMain("-c", rig.config, "status");
  expect(stdout).toContain("done: complete\n  data         3 of 3 files verified, 54 B\n");
  expect(stdout).toContain(`no daemon watches ${rig.flag}; to start one: rigline-watchdog -c "${rig.config}"\n`);
  expect(stdout).toMatch(/manifest_bad\.yml: parked\n {2}failure {6}\S+: .*\n {2}do {11}\S/);
  expect(stdout).toContain("manifest_fresh.yml: new");
  rig.hand("late", { schedule: new Date(Date.now() + 7_200_000).toISOString().slice(11, 19) });
  writeFileSync(join(rig.flag, "manifest_late.yml.bak"), "");
  const daemon = startDaemon("-c", rig.config);
  await daemon.event("scheduled");
  const watched = (await runMain("status", "-c", rig.config)).stdout;
  expect(watched).toContain(`a daemon (pid ${daemon.child.pid}) watches ${rig.flag}\n`);
  expect(watched).toContain(`  to send now  rigline-watchdog redrive -c "${rig.config}" late --now\n`);
  expect(watched).toContain("left alone: manifest_late.yml.bak (");
  const sent = await runCommandLine("redrive", "-c", rig.config, "late", "--now");
  expect([sent.code, sent.stdout]).toEqual([0, expect.stringContaining(`the daemon (pid ${daemon.child.pid})`)]);
  await daemon.waitFor((events) => events.some((event) => event.event === "archived" && event.job === "late"));
  daemon.child.kill("SIGKILL");
  await daemon.exit;
  const redriven = await runMain("redrive", "-c", rig.config, "manifest_bad.yml");
  expect([redriven.code, redriven.stdout]).toEqual([0, expect.stringContaining("no daemon runs here")]);
});

describe("what is wrong on the command line or in the config", () => {
  test.each([
    [[], 2, "-c, --config"],
    [["-c"], 2, "argument missing"],
    [["--unknown"], 2, "--unknown"],
    [["-c", "x.yml", "--exit-when-idle", "soon"], 2, "number of seconds"],
    [["-c", "/nowhere/watch.yml"], 3, "WATCH_CONFIG_UNREADABLE"],
    [["status"], 2, "-c, --config"],
    [["redrive", "-c", "x.yml"], 2, "name"],
    [["redrive", "-c", "x.yml", "name", "--all"], 2, "name"],
    [["cancle", "-c", "x.yml", "name"], 2, "so what is cancle name?\n(Did you mean cancel?)"],
    [["nothing", "-c", "x.yml"], 2, "so what is nothing?\n(There are status, jobs, show, stop, restart, hold,"],
  ])("%j ends with %i", async (args, code, text) => {
    // The end of a process is the same for all of them.
    const exit = await (args.length === 1 ? runCommandLine(...args) : runMain(...args));
    expect([exit.code, exit.stderr]).toEqual([code, expect.stringContaining(text)]);
    expect(exit.stderr).not.toContain("    at ");
  });

  test("a key that Rigline does not have is refused with its line", async () => {
    const folder = quickFolder();
    const config = join(folder, "watch.yml");
    writeFileSync(config, `flag_dir: ${folder}\nmanifest_complete: ${folder}\nrigline:\n  settle_second: 1\n`);
    const exit = await runMain("-c", config, "--once");
    expect([exit.code, exit.stderr]).toEqual([3, expect.stringMatching(/settle_second[\s\S]*settle_seconds/)]);
    expect(exit.stderr).toContain("watch.yml:4");
  });

  test("--version and --help say what they are for", async () => {
    expect((await runCommandLine("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const help = await runMain("--help");
    expect([help.code, help.stdout]).toEqual([0, expect.stringContaining("Examples:")]);
  });
});

describe("one daemon a flag folder", () => {
  test("a second one is refused, and told who holds it", async () => {
    const rig = createRig();
    const first = startDaemon("-c", rig.config);
    await first.event("started");
    const second = await runCommandLine("-c", rig.config);
    expect([second.code, second.stderr]).toEqual([6, expect.stringContaining(`pid ${first.child.pid}`)]);
    expect((await endDaemon(first, rig.config)).code).toBe(0);
    expect(await readLockHolder(watchdogLockName(rig.flag))).toBeUndefined();
  });

  test("a killed one frees it at once", async () => {
    const rig = createRig();
    const first = startDaemon("-c", rig.config);
    await first.event("started");
    first.child.kill("SIGKILL");
    await first.exit;
    expect((await runCommandLine("-c", rig.config, "--once")).code).toBe(0);
  });

  test("a lock that somebody else holds keeps the daemon out", async () => {
    const rig = createRig();
    const lock = await acquireProcessLock(watchdogLockName(rig.flag), {
      pid: process.pid,
      what: "this test",
      since: "now",
    });
    expect((await runCommandLine("-c", rig.config, "--once")).stderr).toContain("this test");
    await lock.release();
  });
});

test("told to stop in mid-copy it ends soon, and the next one copies only what was not verified", async () => {
  const rig = createRig();
  mkdirSync(join(rig.data, "behavior/videos"));
  const size = 20_000_000;
  for (let index = 0; index < 16; index += 1)
    writeFileSync(
      join(rig.data, `behavior/videos/${String(index).padStart(2, "0")}.bin`),
      Buffer.alloc(size, seededBytes(index, 4096)),
    );
  rig.hand("session");
  const daemon = startDaemon("-c", rig.config);
  await daemon.event("planned");
  await new Promise((resolve) => void setTimeout(resolve, 200));
  const told = performance.now();
  const exit = await endDaemon(daemon, rig.config);
  expect([exit.code, exit.signal]).toEqual([0, null]);
  // The command that asks on Windows takes its own time to start, and is refused when the daemon takes longer.
  if (process.platform !== "win32") expect(performance.now() - told).toBeLessThan(9000);
  const journal = readFileSync(join(rig.flag, ".rigline/jobs/manifest_session.yml.jsonl"), "utf8");
  const pathsIn = (text: string): string[] => [...text.matchAll(/"path":"([^"]+)"/g)].map((match) => match[1] ?? "");
  const before = pathsIn(journal);
  const last = await startDaemon("-c", rig.config, "--once").exit;
  expect(last.code, last.stderr).toBe(0);
  const after = pathsIn(readFileSync(join(rig.flag, ".rigline/jobs/manifest_session.yml.jsonl"), "utf8")).slice(
    before.length,
  );
  expect(
    after.filter((path) => before.includes(path)),
    "copied twice",
  ).toEqual([]);
  expect(before.length + after.length).toBe(19);
  expect(readTree(join(rig.destination, "session/behavior"))).toEqual(readTree(join(rig.data, "behavior")));
});
