import { linkSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { describe, expect, test } from "vitest";
import type { CopyPlan, CopyRequest } from "../../src/plan/copy-plan.js";
import { planCopy } from "../../src/plan/plan-copy.js";
import { bindMount, noMounts } from "../support/mounts.js";
import { temporaryFolder, writeTree } from "../support/temporary-folder.js";
import { thrownBy } from "../support/thrown-by.js";

/** Ways to give a folder a second name; of a bind mount not even the real path tells. */
const ALIASES = [
  ["a link", (folder: string, at: string): void => symlinkSync(folder, at, "junction")],
  ...(noMounts === undefined
    ? [["a bind mount", (folder: string, at: string): void => void bindMount(folder, at)] as const]
    : []),
] as const;

function setUp() {
  const root = temporaryFolder();
  writeTree(root, {
    "session/behavior/events.csv": "1",
    "session/behavior/deep/": "",
    "flag/.rigline/jobs/": "",
    "complete/": "",
    "share/": "",
  });
  const queue = { flagFolder: join(root, "flag"), completeFolder: join(root, "complete") };
  const plan = (changes: Partial<CopyRequest>, disk: Disk = nodeDisk): CopyPlan =>
    planCopy(
      disk,
      {
        name: "s",
        destination: join(root, "share"),
        modalities: { behavior: [join(root, "session/behavior")] },
        schemas: [],
        ...changes,
      },
      queue,
    );
  const refusal = (changes: Partial<CopyRequest>): string => thrownBy(() => plan(changes)).code;
  return { root, plan, refusal, alias: join(root, "alias") };
}

describe.each(ALIASES)("through %s", (_, makeAlias) => {
  test.each([[""], ["new"], ["new/er"]])("a destination inside of a source is refused: alias/%s", (rest) => {
    const { root, refusal, alias } = setUp();
    makeAlias(join(root, "session/behavior/deep"), alias);
    expect(refusal({ destination: join(alias, rest) })).toBe("SOURCE_CONTAINS_DESTINATION");
  });

  test("a source that holds its destination is refused by its second name, too", () => {
    const { root, refusal, alias } = setUp();
    makeAlias(join(root, "session"), alias);
    const destination = join(root, "session/behavior/deep");
    expect(refusal({ modalities: { behavior: [alias] }, destination })).toBe("SOURCE_CONTAINS_DESTINATION");
  });

  test("a source that is the whole target is refused", () => {
    const { root, refusal, alias } = setUp();
    writeTree(root, { "share/s/behavior/events.csv": "1" });
    makeAlias(join(root, "share/s"), alias);
    expect(refusal({ modalities: { behavior: [alias] } })).toBe("SOURCE_CONTAINS_DESTINATION");
  });

  test.each(["flag", "complete"])("a source that is or holds %s is refused", (folder) => {
    const { root, refusal, alias } = setUp();
    mkdirSync(join(root, "above"));
    makeAlias(join(root, folder), alias);
    expect(refusal({ modalities: { behavior: [alias] } })).toBe("SOURCE_HOLDS_QUEUE");
  });

  test("a source in Rigline's own records is refused", () => {
    const { root, refusal, alias } = setUp();
    makeAlias(join(root, "flag/.rigline"), alias);
    expect(refusal({ modalities: { behavior: [join(alias, "jobs")] } })).toBe("SOURCE_HOLDS_QUEUE");
  });

  test.each(["flag", "complete", "flag/.rigline", "flag/.rigline/jobs"])(
    "a destination that is %s is refused",
    (folder) => {
      const { root, refusal, alias } = setUp();
      makeAlias(join(root, folder), alias);
      expect(refusal({ destination: alias })).toBe("DESTINATION_IS_QUEUE");
    },
  );

  test.each([["the source by its second name"], ["the destination by its second name"]])(
    "a source that stands at its own target is known: %s",
    (which) => {
      const { root, plan, alias } = setUp();
      writeTree(root, { "share/s/behavior/events.csv": "1" });
      makeAlias(join(root, "share"), alias);
      const source = which.startsWith("the source");
      const changes = source
        ? { modalities: { behavior: [join(alias, "s/behavior")] } }
        : { modalities: { behavior: [join(root, "share/s/behavior")] }, destination: alias };
      expect(plan(changes).inPlace).toBeDefined();
      const files = { behavior: [join(source ? alias : join(root, "share"), "s/behavior/events.csv")] };
      expect(plan({ ...changes, modalities: files }).inPlace).toBeDefined();
    },
  );
});

test("a source that is a second name of the published file is known", () => {
  const { root, plan } = setUp();
  mkdirSync(join(root, "share/s/behavior"), { recursive: true });
  linkSync(join(root, "session/behavior/events.csv"), join(root, "share/s/behavior/events.csv"));
  expect(plan({}).inPlace).toBe(join(root, "session/behavior/events.csv"));
});

test("an empty folder that stands at its own target is known", () => {
  const { root, plan } = setUp();
  writeTree(root, { "share/s/behavior/": "" });
  expect(plan({ modalities: { behavior: [join(root, "share/s/behavior")] } }).inPlace).toBeDefined();
});

test("an equal copy at the target is not in place, and a destination beside everything is fine", () => {
  const { root, plan } = setUp();
  writeTree(root, { "share/s/behavior/events.csv": "1" });
  expect(plan({}).inPlace).toBeUndefined();
  expect(plan({ destination: join(root, "flag/of-its-own") }).files).toHaveLength(1);
});

test("the unfinished copy of another job is not part of a source, and that is said", () => {
  const { root, plan } = setUp();
  writeTree(root, { "session/behavior/.rigline-other-0badcafe.partial/behavior/events.csv": "half" });
  const { files, folders, warnings } = plan({});
  expect(files.map(({ path }) => path)).toEqual(["behavior/events.csv"]);
  expect(folders).toEqual(["behavior", "behavior/deep"]);
  expect(warnings).toEqual([
    "unfinished copies of other jobs, which are not copied: behavior/.rigline-other-0badcafe.partial",
  ]);
});

test.each([
  ["has other things in it is another one", ["events.csv"], undefined],
  ["has the same in it is the same, mounted twice", [".rigline"], "SOURCE_HOLDS_QUEUE"],
] as const)("a source's folder on another device, of the flag folder's number and time, that %s", (_, names, code) => {
  const { root, plan } = setUp();
  const [flag, source] = [join(root, "flag"), join(root, "session/behavior")];
  const disk: Disk = {
    ...nodeDisk,
    inspect: (path) => {
      const entry = nodeDisk.inspect(path === source ? flag : path);
      return path === source ? { ...entry, device: entry.device + 1n } : entry;
    },
    list: (path) => (path === source ? names : nodeDisk.list(path)),
  };
  if (code === undefined) expect(plan({}, disk).files).toHaveLength(1);
  else expect(thrownBy(() => plan({}, disk)).code).toBe(code);
});

test.each([
  ["has other things in it is another one", ["614173"], undefined],
  ["has the same in it is the same, mounted twice", [".rigline"], "DESTINATION_IS_QUEUE"],
  ["is as empty is taken for the same", [], "DESTINATION_IS_QUEUE"],
] as const)("a destination on another device, of the flag folder's number and time, that %s", (_, names, code) => {
  const { root, plan } = setUp();
  const [flag, share] = [join(root, "flag"), join(root, "share")];
  if (names.length === 0) rmSync(join(flag, ".rigline"), { recursive: true });
  const disk: Disk = {
    ...nodeDisk,
    inspect: (path) => {
      const entry = nodeDisk.inspect(path === share ? flag : path);
      return path === share ? { ...entry, device: entry.device + 1n } : entry;
    },
    list: (path) => (path === share ? names : nodeDisk.list(path)),
  };
  if (code === undefined) expect(plan({ destination: share }, disk).files).toHaveLength(1);
  else expect(thrownBy(() => plan({ destination: share }, disk)).code).toBe(code);
});
