import { mkdirSync, openSync, closeSync, readFileSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { daemonCommands, startAgain } from "../../src/cli/start-again.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const SAY = "console.log(process.argv.slice(2).join(), process.env.WATCHDOG_NODE === process.execPath)";

test("where the program of its own name is installed on Windows, that is started again, and node where it may not be", async () => {
  const folder = temporaryFolder();
  const script = join(folder, "rigline-watchdog.js");
  writeFileSync(script, SAY);
  const byNode = [process.execPath, script];
  expect(daemonCommands(script, "win32")).toEqual([byNode]);
  const own = join(folder, "rigline-watchdog.exe");
  // What no system starts.
  mkdirSync(own);
  expect(daemonCommands(script, "linux")).toEqual([byNode]);
  const commands = daemonCommands(script, "win32");
  expect(commands).toEqual([[own], byNode]);

  const log = join(folder, "out");
  const output = openSync(log, "a");
  const child = await startAgain(commands, ["-c", "w.yml"], { directory: folder, output });
  closeSync(output);
  if (child === undefined) throw new Error("nothing was started");
  await once(child, "exit");
  expect(readFileSync(log, "utf8")).toBe("-c,w.yml true\n");
});

test("where nothing can be started, that is known", async () => {
  const folder = temporaryFolder();
  const output = openSync(join(folder, "out"), "a");
  expect(await startAgain([[join(folder, "none")]], [], { directory: folder, output })).toBeUndefined();
  closeSync(output);
});
