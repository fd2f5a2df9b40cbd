import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { abortWhenReady, makeFolder, node, run, windows } from "./run-program.js";

const folder = makeFolder();

it("exits with a code", async () => {
  const { exit } = await node("process.exit(3)");
  expect(exit).toEqual({
    reason: "exit",
    code: 3,
    signal: undefined,
    milliseconds: expect.any(Number),
    stderrTail: [],
    summary: "exited with code 3",
  });
});

it("exits with zero", async () => {
  const { exit } = await node("");
  expect(exit).toMatchObject({ reason: "exit", code: 0, summary: "exited with code 0" });
});

it.skipIf(windows)("is ended by a signal (not on Windows: no signals there)", async () => {
  const { exit } = await node("process.kill(process.pid, 'SIGKILL')");
  expect(exit).toMatchObject({
    reason: "signal",
    code: undefined,
    signal: "SIGKILL",
    summary: "was ended by SIGKILL",
  });
});

it("runs out of time", async () => {
  const { exit } = await node("setInterval(() => {}, 1000)", { timeoutMs: 300 });
  expect(exit).toMatchObject({
    reason: "timeout",
    // Nothing asks a program without windows to end, on Windows, but the end of its input.
    summary: windows
      ? "ran longer than 300 ms and was killed after its grace period"
      : (expect.stringMatching(/^ran longer than 300 ms and was ended by SIG/) as string),
  });
});

it("is cancelled", async () => {
  const { request } = abortWhenReady();
  const { exit } = await node("console.log('ready'); setInterval(() => {}, 1000)", request);
  expect(exit).toMatchObject({ reason: "cancelled", summary: expect.stringMatching(/^was cancelled and /) });
});

it("is not started at all when cancelled before", async () => {
  const { exit, stdout } = await node("console.log('ran')", { signal: AbortSignal.abort() });
  expect(exit).toMatchObject({ reason: "cancelled", summary: "was not started: cancelled before" });
  expect(stdout).toEqual([]);
});

it("is not found", async () => {
  const { exit } = await run(["no-such-program-here"]);
  expect(exit).toMatchObject({
    reason: "not-found",
    code: undefined,
    summary: "could not be found: no-such-program-here",
  });
});

it("is not found at a path", async () => {
  const { exit } = await run([join(folder, "absent", "bonsai.exe")]);
  expect(exit).toMatchObject({
    reason: "not-found",
    summary: `could not be found: ${join(folder, "absent", "bonsai.exe")}`,
  });
});

it("has no working folder, and says that it is the folder that is missing", async () => {
  const { exit } = await node("", { directory: join(folder, "absent") });
  expect(exit).toMatchObject({
    reason: "failed-to-start",
    summary: `could not be started: the working folder ${join(folder, "absent")} does not exist`,
  });
});

it("has a file for a working folder", async () => {
  writeFileSync(join(folder, "a-file"), "");
  const { exit } = await node("", { directory: join(folder, "a-file") });
  expect(exit.summary).toBe(`could not be started: the working folder ${join(folder, "a-file")} is not a folder`);
});

it.skipIf(windows)("is not executable (not on Windows: no such right there)", async () => {
  const file = join(folder, "not-executable");
  writeFileSync(file, "#!/bin/sh\n");
  chmodSync(file, 0o644);
  const { exit } = await run([file]);
  expect(exit).toMatchObject({
    reason: "failed-to-start",
    summary: `could not be started: this user may not execute ${file} (EACCES)`,
  });
});

it.skipIf(windows)(
  "names an interpreter that is missing (not on Windows: no first lines of scripts there)",
  async () => {
    const file = join(folder, "odd-interpreter");
    writeFileSync(file, "#!/no/such/interpreter\n");
    chmodSync(file, 0o755);
    const { exit } = await run([file]);
    expect(exit).toMatchObject({
      reason: "failed-to-start",
      summary: `could not be started: ${file} is there, but the interpreter that its first line names is not`,
    });
  },
);

it("can't be given what no system takes", async () => {
  const { exit } = await run([process.execPath, "a\0b"]);
  expect(exit).toMatchObject({ reason: "failed-to-start", summary: expect.stringContaining("null bytes") });
});

it.skipIf(windows)(
  "runs a program found only through the PATH that it is given (not on Windows: the program is a shell script)",
  async () => {
    const bin = join(folder, "its own bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "rig-tool"), "#!/bin/sh\necho found\n", { mode: 0o755 });
    const { stdout } = await run(["rig-tool"], { environment: { PATH: `${bin}:/usr/bin:/bin` } });
    expect(stdout).toEqual(["found"]);
  },
);

it.skipIf(windows)(
  "runs a program relative to the working folder, with spaces in path and arguments (not on Windows: the program is a shell script)",
  async () => {
    const place = join(folder, "Program Files (x86)");
    mkdirSync(place);
    writeFileSync(join(place, "my rig.sh"), '#!/bin/sh\npwd\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
    const { stdout } = await run(["./my rig.sh", "a b", '"$HOME"; `id`', ""], { directory: place });
    expect(stdout).toEqual([place, "a b", '"$HOME"; `id`', ""]);
  },
);
