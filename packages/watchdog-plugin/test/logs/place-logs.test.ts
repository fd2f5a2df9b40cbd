import { join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { describe, expect, test } from "vitest";
import { placeLogs } from "../../src/logs/place-logs.js";
import { makeMapping, makeSession } from "../support/make-session.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { writeTree } from "../support/write-tree.js";

function place(
  files: Readonly<Record<string, string>>,
  modalities: Readonly<Record<string, string>>,
  wanted = "behavior",
) {
  const session = makeSession(temporaryFolder());
  writeTree(session.directory, files);
  const mapped = Object.entries(modalities).map(([name, path]): [string, string[]] => [
    name,
    [join(session.directory, path)],
  ]);
  const mapping = makeMapping(session, { modalities: Object.fromEntries(mapped) });
  return { folder: placeLogs(nodeFileSystem, mapping, wanted), at: (path: string) => join(session.directory, path) };
}

describe("the logs' place", () => {
  test("is inside of the behaviour folder, in its own spelling", () => {
    const { folder, at } = place({ "Behavior/x": "", "fib/x": "" }, { fib: "fib", behavior: "Behavior" }, "BEHAVIOR");
    expect(folder).toBe(at("Behavior/Logs/.launcher"));
  });

  test("joins a folder of logs that is there, in its own spelling", () => {
    const { folder, at } = place({ "behavior/logs/x": "" }, { behavior: "behavior" });
    expect(folder).toBe(at("behavior/logs/.launcher"));
  });

  test("is in the first modality when the wanted one is not mapped", () => {
    const { folder, at } = place({ "fib/x": "" }, { fib: "fib" });
    expect(folder).toBe(at("fib/Logs/.launcher"));
  });

  test("passes over a modality that is a file", () => {
    const { folder, at } = place({ "behavior.csv": "", "fib/x": "" }, { behavior: "behavior.csv", fib: "fib" });
    expect(folder).toBe(at("fib/Logs/.launcher"));
  });

  test("is nowhere when no modality is a folder", () => {
    expect(place({ "behavior.csv": "" }, { behavior: "behavior.csv" }).folder).toBeUndefined();
  });
});
