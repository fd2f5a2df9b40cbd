import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadSettings } from "../../src/config/load-settings.js";
import { bindMount, noMounts } from "../support/mounts.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { thrownBy } from "../support/thrown-by.js";

function configOf(root: string, flagFolder: string, completeFolder: string): string {
  const config = join(root, "watch.yml");
  writeFileSync(config, JSON.stringify({ flag_dir: flagFolder, manifest_complete: completeFolder }));
  return config;
}

test.each([
  ["the same path", "./flag"],
  ["the same path another way", "./other/../flag/."],
  ["a link", "./link"],
  ...(noMounts === undefined ? [["a bind mount", "./bind"]] : []),
])("a manifest_complete that is the flag folder is refused at the start: %s", (_, complete) => {
  const root = temporaryFolder();
  mkdirSync(join(root, "flag"));
  symlinkSync(join(root, "flag"), join(root, "link"), "junction");
  if (complete === "./bind") bindMount(join(root, "flag"), join(root, "bind"));
  expect(thrownBy(() => loadSettings(configOf(root, "./flag", complete))).code).toBe("WATCH_FOLDERS_SAME");
});

test("two folders that are still to be made are told apart by their names", () => {
  const root = temporaryFolder();
  mkdirSync(join(root, "real"));
  symlinkSync(join(root, "real"), join(root, "link"), "junction");
  const same = configOf(root, "./real/away/flag", "./link/away/flag");
  expect(thrownBy(() => loadSettings(same)).code).toBe("WATCH_FOLDERS_SAME");
  const apart = configOf(root, "./real/away/flag", "./link/away/complete");
  expect(loadSettings(apart).flagFolder).toBe(join(root, "real/away/flag"));
  expect(existsSync(join(root, "real/away"))).toBe(false);
});

test("a folder that can't even be looked at is told apart by its name: each archiving looks again", () => {
  const root = temporaryFolder();
  mkdirSync(join(root, "flag"));
  symlinkSync(join(root, "circle"), join(root, "circle"), "junction");
  expect(loadSettings(configOf(root, "./flag", "./circle")).completeFolder).toBe(join(root, "circle"));
});
