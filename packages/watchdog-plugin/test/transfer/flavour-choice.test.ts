import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProcessRunner } from "@rigline/core";
import { expect, test } from "vitest";
import { FlavourChoice, readersOf } from "../../src/transfer/flavour-choice.js";
import { makeParts, type PartChanges } from "../support/make-parts.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { writeTree } from "../support/write-tree.js";

function choose(folder: string, changes: PartChanges = {}) {
  return new FlavourChoice(makeParts(folder, changes)).choose();
}

function external(program: string, changes: PartChanges = {}): PartChanges {
  return { ...changes, options: { service: "auto", ...changes.options }, environment: { WATCHDOG_EXE: program } };
}

/** A program that answers so to `--version`; `asked` are the programs that were. */
function answering(
  lines: readonly string[],
  code = 0,
): { readonly processes: ProcessRunner; readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    processes: {
      run: (request) => {
        asked.push(request.command.join(" "));
        for (const line of lines) request.onLine?.(line, "stdout");
        const end = { reason: "exit", code, signal: undefined, milliseconds: 1, stderrTail: [], summary: "" } as const;
        return Promise.resolve(end);
      },
    },
  };
}

test("Rigline's own daemon, and nobody, read what is current; nobody is asked", async () => {
  const folder = temporaryFolder();
  expect(await choose(folder, { options: { service: "embedded" } })).toMatchObject({ flavour: "current" });
  expect(await choose(folder)).toMatchObject({ flavour: "current" });
});

test("what the options say is taken, and nobody is asked", async () => {
  const options = { manifest_flavour: "watchdog-0.1.5" };
  expect(await choose(temporaryFolder(), external("/x/service.exe", { options }))).toMatchObject({
    flavour: "watchdog-0.1.5",
  });
});

test.each([
  ["bin/service", "lib/python3.11/site-packages"],
  ["Scripts/service.exe", "Lib/site-packages"],
  ["watchdog/service.exe", "watchdog/_internal"],
  ["watchdog/service.exe", "watchdog"],
])("of a program %s its package in %s says the version", async (program, packages) => {
  const folder = temporaryFolder();
  writeTree(folder, { [program]: "", [`${packages}/aind_watchdog_service-0.1.5.dist-info/METADATA`]: "" });
  const chosen = await choose(folder, external(join(folder, program)));
  expect(chosen).toMatchObject({ flavour: "watchdog-0.1.5" });
  expect(chosen.why).toContain("is aind-watchdog-service 0.1.5");
});

test("a Windows program is asked, once until it is another", async () => {
  const folder = temporaryFolder();
  const program = join(folder, "aind_watchdog_service.exe");
  writeFileSync(program, "MZ");
  mkdirSync(join(folder, "flags", ".rigline"), { recursive: true });
  const old = answering(["0.1.6"]);
  expect(await choose(folder, external(program, old))).toMatchObject({ flavour: "watchdog-0.1.6" });
  expect(await choose(folder, external(program, old))).toMatchObject({ flavour: "watchdog-0.1.6" });
  expect(old.asked).toEqual([`${program} --version`]);
  writeFileSync(program, "MZ of another");
  utimesSync(program, 1, 1);
  expect(await choose(folder, external(program, answering(["0.1.9"])))).toMatchObject({ flavour: "watchdog-0.1.9" });
  expect(readFileSync(join(folder, "flags", ".rigline", "external-version.json"), "utf8")).toContain("0.1.9");
});

test.each(["service.sh", "service.bat", "python.exe", "node.exe"])(
  "%s is not asked: it may start the service whatever it is given, or answer for itself",
  async (name) => {
    const folder = temporaryFolder();
    const { asked, processes } = answering(["0.1.6"]);
    const chosen = await choose(folder, external(join(folder, name), { processes }));
    expect(chosen).toMatchObject({ flavour: "current" });
    expect(chosen.why).toContain("can't be told");
    expect(asked).toEqual([]);
  },
);

test("an answer that is no version says nothing", async () => {
  const folder = temporaryFolder();
  for (const [lines, code] of [
    [["usage: service"], 0],
    [["0.1.6"], 2],
    [["listening on 0.0.0.0"], 0],
  ] as const)
    expect(await choose(folder, external(join(folder, "service.exe"), answering(lines, code)))).toMatchObject({
      flavour: "current",
    });
});

test("one that is too old is said to be", async () => {
  const folder = temporaryFolder();
  expect(await choose(folder, external(join(folder, "service.exe"), answering(["0.1.2"])))).toMatchObject({
    tooOld: "0.1.2",
  });
});

test("readers are named", () => {
  expect(readersOf("watchdog-0.1.5")).toBe("aind-watchdog-service 0.1.5");
  expect(readersOf("current")).toBe("Rigline and aind-watchdog-service 0.1.6 and later");
});
