import { deserialize, serialize } from "node:v8";
import { describe, expect, it } from "vitest";
import type { CopyPlan, PlannedFile } from "../../src/plan/copy-plan.js";
import { flattenPlan, flattenShape, restorePlan, restoreShape } from "../../src/work/flat-files.js";

const IDENTITY = 2 ** 53 - 1;

function planOf(...files: readonly (readonly [source: string, path: string])[]): CopyPlan {
  return {
    target: "/share/614173",
    folders: ["behavior"],
    traits: new Map([["behavior", { modified: "1", mode: 0o750 }]]),
    files: files.map(([source, path], index) => ({
      source,
      path,
      bytes: index === 0 ? 2 ** 41 : index,
      modified: `${-index}`,
      identity: IDENTITY - index,
    })),
    bytes: 2 ** 41,
    leftOut: { files: 0, bytes: 0 },
    late: [],
    warnings: [],
    unmatched: [],
    inPlace: undefined,
  };
}

function fieldsOf({ source, path, bytes, modified, identity }: PlannedFile): PlannedFile {
  return { source, path, bytes, modified, identity };
}

function cross<Value>(value: Value): Value {
  return deserialize(serialize(value)) as Value;
}

describe("a plan between two processes", () => {
  it.each<[string, CopyPlan]>([
    ["of no file", planOf()],
    ["of files of one folder and of another", planOf(["/rig/a/1.bin", "behavior/1.bin"], ["/rig/b/2", "behavior/b/2"])],
    ["of a file at the target's top", planOf(["/rig/session.json", "session.json"])],
    ["of a link that leads to another name", planOf(["/rig/a/whole.bin", "behavior/link.bin"])],
    ["of a name that another ends with", planOf(["/rig/a/xlink.bin", "behavior/link.bin"])],
    ["of Windows' paths", planOf(["C:\\rig\\a\\1.bin", "behavior/1.bin"], ["\\\\server\\rig\\2", "behavior/2"])],
  ])("arrives as it was sent, %s", (_, plan) => {
    const arrived = restorePlan(cross(flattenPlan(plan)));
    expect({ ...arrived, files: arrived.files.map(fieldsOf) }).toEqual(plan);
  });

  it("is little more than its paths, times and numbers, however deep its sources lie", () => {
    const folder = `/rig/${"deep/".repeat(40)}`;
    const files = Array.from(
      { length: 1000 },
      (_, index) => [`${folder}${index}.bin`, `behavior/${index}.bin`] as const,
    );
    expect(serialize(flattenPlan(planOf(...files))).length).toBeLessThan(1000 * 64);
  });
});

it("sends of the files of a tree their paths and sizes, and the rest as it is", () => {
  const { files, folders } = planOf(["/rig/a/1.bin", "behavior/1.bin"]);
  const copies = Float64Array.of(IDENTITY);
  expect(restoreShape(cross(flattenShape({ files, folders, copies })))).toEqual({
    files: [{ path: "behavior/1.bin", bytes: 2 ** 41 }],
    folders,
    copies,
  });
});
