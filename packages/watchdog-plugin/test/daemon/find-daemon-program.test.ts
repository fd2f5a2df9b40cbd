import { join } from "node:path";
import { symlinkSync } from "node:fs";
import { expect, test } from "vitest";
import { findDaemonProgram } from "../../src/daemon/find-daemon-program.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { writeTree } from "../support/write-tree.js";

const files = {
  "node_modules/@rigline/watchdog-service/package.json": '{"name":"x","bin":{"rigline-watchdog":"./bin/daemon.js"}}',
  "node_modules/@rigline/watchdog-service/bin/daemon.js": "",
  "rigs/one/": "",
  "elsewhere/": "",
  "commands/": "",
};

function install() {
  const folder = temporaryFolder();
  writeTree(folder, files);
  return {
    at: (path: string) => join(folder, path),
    program: join(folder, "node_modules/@rigline/watchdog-service/bin/daemon.js"),
  };
}

test("it is found from the config's folder upwards", () => {
  const { at, program } = install();
  expect(findDaemonProgram(at("rigs/one"), undefined)).toBe(program);
});

test("it is found beside the command that is running, also through a link", () => {
  const installed = install();
  writeTree(installed.at("."), { "rigline.mjs": "" });
  const elsewhere = temporaryFolder();
  expect(findDaemonProgram(elsewhere, installed.at("rigline.mjs"))).toBe(installed.program);
  // A folder is linked, because Windows lets nobody link a file without special rights.
  symlinkSync(installed.at("."), join(elsewhere, "linked"), "junction");
  expect(findDaemonProgram(elsewhere, join(elsewhere, "linked", "rigline.mjs"))).toBe(installed.program);
});

test("a package without the command is passed over", () => {
  const folder = temporaryFolder();
  writeTree(folder, { "node_modules/@rigline/watchdog-service/package.json": '{"name":"x"}' });
  const found = findDaemonProgram(folder, undefined);
  expect(found ?? "").not.toContain(folder);
});
