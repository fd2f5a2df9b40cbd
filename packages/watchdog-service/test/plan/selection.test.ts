import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import type { FilePatterns } from "@rigline/manifest";
import { expect, test } from "vitest";
import { digestPlan, planCopy } from "../../src/plan/plan-copy.js";
import { NO_QUEUE } from "../support/rig.js";
import { quickFolder, writeTree } from "../support/temporary-folder.js";

function session(patterns: Partial<FilePatterns>) {
  const root = quickFolder();
  writeTree(root, {
    "behavior/events.csv": "12",
    "behavior/scratch/a.tmp": "123",
    "behavior/scratch/deep/b.csv": "1",
    "behavior/empty/": "",
    "videos/left.avi": "1234",
    "session.json": "{}",
    "destination/": "",
  });
  const request = {
    name: "session",
    destination: join(root, "destination"),
    modalities: { behavior: [join(root, "behavior")], "behavior-videos": [join(root, "videos")] },
    schemas: [join(root, "session.json")],
    selection: [{ include: [], exclude: [], ...patterns }],
  };
  const plan = (disk = nodeDisk) => planCopy(disk, request, NO_QUEUE);
  return { root, plan };
}

test("a folder that is excluded is left out with all in it, and counted", () => {
  const plan = session({ exclude: ["scratch"] }).plan();
  expect(plan.files.map(({ path }) => path)).toEqual([
    "behavior-videos/left.avi",
    "behavior/events.csv",
    "session.json",
  ]);
  expect(plan.folders).toEqual(["behavior", "behavior-videos", "behavior/empty"]);
  expect([plan.leftOut, plan.bytes]).toEqual([{ files: 2, bytes: 4 }, 8]);
  expect(plan.warnings).toEqual([expect.stringMatching(/^left at the rig, as the patterns say: behavior\/scratch/)]);
});

test("of what is included the folders on the way are made, with their times; metadata is always taken", () => {
  const plan = session({ include: ["behavior/**/*.csv"] }).plan();
  expect(plan.files.map(({ path }) => path)).toEqual([
    "behavior/events.csv",
    "behavior/scratch/deep/b.csv",
    "session.json",
  ]);
  expect(plan.folders).toEqual(["behavior", "behavior-videos", "behavior/scratch", "behavior/scratch/deep"]);
  expect([...plan.traits.keys()].sort()).toEqual(plan.folders);
});

test("what is left out may lead nowhere, change, or not be there to be looked at", () => {
  const { root, plan } = session({ exclude: ["scratch", "*.link"] });
  const before = digestPlan(plan());
  symlinkSync(join(root, "nowhere"), join(root, "behavior/dead.link"));
  writeTree(root, { "behavior/scratch/new.tmp": "1" });
  expect(digestPlan(plan())).toBe(before);
  const blind = {
    ...nodeDisk,
    list: (path: string) => {
      if (path.endsWith("deep")) throw Object.assign(new Error("no"), { code: "EACCES" });
      return nodeDisk.list(path);
    },
  };
  expect(plan(blind).leftOut).toEqual({ files: 3, bytes: 4 });
});

test.each<[Partial<FilePatterns>, readonly RegExp[]]>([
  [{ exclude: ["*.csvs"] }, [/^the pattern "\*\.csvs" matches nothing\. Did you mean "\*\.csv"\?$/]],
  [{ exclude: ["scratsh"] }, [/^the pattern "scratsh" matches nothing\. Did you mean "scratch"\?$/]],
  [{ exclude: ["behaviour/scratch"] }, [/Did you mean "behavior\/scratch"\?$/]],
  [{ exclude: ["behaviour/*.csv"] }, [/Did you mean "behavior\/\*\.csv"\?$/]],
  [{ exclude: ["zzzzzzzz"] }, [/^the pattern "zzzzzzzz" matches nothing\.$/]],
  [
    { include: ["behavior", "video/**"] },
    [
      /^left at the rig, as the patterns say: behavior-videos\/left\.avi$/,
      /^behavior-videos: the patterns take none of its files$/,
      /^the pattern "video\/\*\*" matches nothing\./,
    ],
  ],
])("what a pattern was probably not meant to do is told: %o", (patterns, wanted) => {
  const { warnings, unmatched } = session(patterns).plan();
  expect([...warnings, ...unmatched]).toEqual(wanted.map((text) => expect.stringMatching(text)));
});
