import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createLogger, nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { readLockHolder, systemLocks } from "@rigline/foundation/lock";
import { watchdogLockName } from "@rigline/manifest";
import { expect, onTestFinished, test } from "vitest";
import { thisHost } from "../../src/daemon/daemon-host.js";
import { createEmbeddedDaemon } from "../../src/daemon/embedded-daemon.js";
import { ensureRunning } from "../../src/daemon/ensure-running.js";
import { makePlaces } from "../support/make-places.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const log = createLogger("test", [], () => new Date(0));
const environment = { ...process.env } as Record<string, string>;
const lock = new URL("../../../foundation/dist/lock/index.js", import.meta.url).href;

/** A daemon that holds the flag folder's lock, as the real one does, and writes its arguments down. */
function prepare(body = "") {
  const folder = temporaryFolder();
  const places = makePlaces(folder);
  const program = join(folder, "daemon.mjs");
  const name = watchdogLockName(places.flagFolder);
  writeFileSync(
    program,
    `import { existsSync, appendFileSync } from "node:fs";
import { acquireProcessLock } from ${JSON.stringify(lock)};
appendFileSync(${JSON.stringify(join(folder, "starts"))}, JSON.stringify(process.argv.slice(2)) + "\\n");
${body}
await acquireProcessLock(${JSON.stringify(name)}, { pid: process.pid, what: "the test's daemon", since: "" });
const timer = setInterval(() => {
  // The folder is gone when it came up after the test's end.
  if (existsSync(${JSON.stringify(join(folder, "stop"))}) || !existsSync(${JSON.stringify(folder)})) clearInterval(timer);
}, 20);
`,
  );
  onTestFinished(async () => {
    writeFileSync(join(folder, "stop"), "");
    await expect.poll(() => readLockHolder(name)).toBeUndefined();
  });
  const daemon = () =>
    createEmbeddedDaemon({
      places,
      configFolder: folder,
      environment,
      fileSystem: nodeFileSystem,
      locks: systemLocks,
      clock: systemClock,
      host: { ...thisHost, findProgram: () => program },
    });
  const starts = (): string[] => {
    const file = join(folder, "starts");
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  };
  return { places, daemon, starts };
}

test("it is started with the config and ends by itself when idle, and is found by its lock", async () => {
  const { places, daemon, starts } = prepare();
  expect(await daemon().findWatcher()).toBeUndefined();
  expect(await ensureRunning(daemon(), { clock: systemClock, log })).toMatch(/^the test's daemon \(pid \d+\)$/);
  expect(await ensureRunning(daemon(), { clock: systemClock, log })).toMatch(/^the test's daemon/);
  expect(starts().map((line) => JSON.parse(line) as string[])).toEqual([
    ["-c", places.configFile, "--exit-when-idle", "60"],
  ]);
});

test("of launchers that start it at once each finds the one that runs", async () => {
  const { daemon } = prepare();
  const watchers = await Promise.all([1, 2, 3].map(() => ensureRunning(daemon(), { clock: systemClock, log })));
  expect(new Set(watchers).size).toBe(1);
});

test("one that fails at once is told with what it wrote", async () => {
  const { places, daemon } = prepare('console.error("error CONFIG: flag_dir is missing"); process.exit(3);');
  await expect(ensureRunning(daemon(), { clock: systemClock, log })).rejects.toMatchObject({
    code: "DAEMON_START_FAILED",
    message: "the embedded daemon exited with code 3",
    why: "error CONFIG: flag_dir is missing",
    where: { file: join(places.flagFolder, ".rigline", "daemon.log") },
  });
});
