import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { startDetached } from "../../src/daemon/start-detached.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { writeTree } from "../support/write-tree.js";

const environment = { ...process.env } as Record<string, string>;

test("arguments and paths with spaces reach the program, and its output the file", async () => {
  const directory = temporaryFolder();
  const script =
    "console.log(JSON.stringify([process.argv.slice(2), process.cwd()])); console.error('and this'); process.exitCode = 3;";
  writeTree(directory, { "a program.mjs": script });
  const started = await startDetached({
    command: [process.execPath, join(directory, "a program.mjs"), "-c", 'a "b" & c %PATH% $HOME'],
    directory,
    environment,
    logFile: join(directory, "logs of it", "daemon.log"),
  });
  expect(await started.ended).toBe("exited with code 3");
  const [first = "", second] = started.readTail(5).split("\n");
  expect(JSON.parse(first)).toEqual([["-c", 'a "b" & c %PATH% $HOME'], directory]);
  expect(second).toBe("and this");
  rmSync(started.logFile);
  expect(started.readTail(5)).toBe("");
});

test("a program that does not exist is told, not thrown", async () => {
  const directory = temporaryFolder();
  const started = await startDetached({
    command: [join(directory, "no such program"), "-c", "x"],
    directory,
    environment,
    logFile: join(directory, "daemon.log"),
  });
  if (process.platform === "win32") {
    // The search is left to the system's shell there, whose words are in the log.
    expect(await started.ended).toMatch(/^exited with code \d+$/);
    expect(started.readTail(5)).toContain("no such program");
    return;
  }
  expect(await started.ended).toContain("ENOENT");
  expect(started.pid).toBeUndefined();
  expect(started.readTail(5)).toBe("");
});

test("it outlives the process that started it, which does not wait for it", async () => {
  const directory = temporaryFolder();
  const done = join(directory, "done");
  const built = new URL("../../dist/daemon/start-detached.js", import.meta.url).href;
  writeTree(directory, {
    // Ends only after its parent's output has been read to the end, which is after the parent has.
    "child.mjs": `import { existsSync, writeFileSync } from "node:fs";
      const timer = setInterval(() => {
        if (!existsSync(${JSON.stringify(`${done}.go`)})) return;
        clearInterval(timer);
        writeFileSync(${JSON.stringify(done)}, "still there");
      }, 20);`,
    "parent.mjs": `import { startDetached } from ${JSON.stringify(built)};
      await startDetached({
        command: [process.execPath, ${JSON.stringify(join(directory, "child.mjs"))}],
        directory: ${JSON.stringify(directory)},
        environment: { ...process.env },
        logFile: ${JSON.stringify(join(directory, "daemon.log"))},
      });`,
  });
  const parent = await execa(process.execPath, [join(directory, "parent.mjs")], { timeout: 110_000 });
  expect(parent.exitCode).toBe(0);
  writeFileSync(`${done}.go`, "");
  await expect.poll(() => existsSync(done) && readFileSync(done, "utf8")).toBe("still there");
});
