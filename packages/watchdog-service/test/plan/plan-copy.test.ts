import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { describe, expect, onTestFinished, test } from "vitest";
import type { CopyPlan, CopyRequest } from "../../src/plan/copy-plan.js";
import { planCopy } from "../../src/plan/plan-copy.js";
import { temporaryFolder, writeTree } from "../support/temporary-folder.js";
import { NO_QUEUE } from "../support/rig.js";
import { thrownBy } from "../support/thrown-by.js";

/** Node has no call for it. */
function makePipe(path: string): void {
  const program = ["mk", "fifo"].join("");
  execFileSync(program, [path]);
}

/** With a flag folder somewhere else. */
function planOf(asked: CopyRequest): CopyPlan {
  return planCopy(nodeDisk, asked, NO_QUEUE);
}

function request(root: string, changes: Partial<CopyRequest> = {}): CopyRequest {
  return {
    name: "614173_2026",
    destination: join(root, "destination"),
    modalities: { behavior: [join(root, "behavior")] },
    schemas: [],
    ...changes,
  };
}

describe("the layout", () => {
  test("takes a folder's contents into the modality's folder, files under their name, schemas beside them", () => {
    const root = temporaryFolder();
    writeTree(root, {
      "behavior/events.csv": "1,2",
      "behavior/logs/launcher.log": "log",
      "behavior/empty/": "",
      "extra/video.mp4": "film",
      "session.json": "{}",
    });
    const plan = planOf(
      request(root, {
        modalities: { behavior: [join(root, "behavior")], "behavior-videos": [join(root, "extra/video.mp4")] },
        schemas: [join(root, "session.json")],
      }),
    );
    expect(plan.target).toBe(join(root, "destination/614173_2026"));
    expect(plan.folders).toEqual(["behavior", "behavior-videos", "behavior/empty", "behavior/logs"]);
    expect(plan.files.map(({ path, bytes }) => [path, bytes])).toEqual([
      ["behavior-videos/video.mp4", 4],
      ["behavior/events.csv", 3],
      ["behavior/logs/launcher.log", 3],
      ["session.json", 2],
    ]);
    expect(plan.bytes).toBe(12);
    expect(plan.warnings).toEqual([]);
  });

  test("merges two folders of one modality and takes one source named twice once", () => {
    const root = temporaryFolder();
    writeTree(root, { "a/sub/one": "1", "b/sub/two": "2", "session.json": "{}" });
    const schema = join(root, "session.json");
    const plan = planOf(
      request(root, { modalities: { behavior: [join(root, "a"), join(root, "b")] }, schemas: [schema, schema] }),
    );
    expect(plan.files.map((file) => file.path)).toEqual(["behavior/sub/one", "behavior/sub/two", "session.json"]);
  });

  test("keeps the folder of a modality without sources", () => {
    const root = temporaryFolder();
    expect(planOf(request(root, { modalities: { fib: [] } })).folders).toEqual(["fib"]);
  });

  test.runIf(process.platform !== "win32")("reports names that Windows can't open, and goes on", () => {
    const root = temporaryFolder();
    writeTree(root, { "behavior/a:b": "x", "behavior/CON.txt": "x", "behavior/end.": "x", "behavior/fine": "x" });
    const { warnings, files } = planOf(request(root));
    expect(files).toHaveLength(4);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/CON\.txt .*a:b|a:b .*CON\.txt/s);
    expect(warnings[0]).not.toContain("fine");
  });
});

describe("names that would lead out of the destination", () => {
  test.each([
    "..",
    ".",
    "",
    "a/b",
    "a\\b",
    "../x",
    "/etc",
    "C:x",
    "C:\\x",
    "\\\\server\\share",
    "//server/share",
    "nul",
    "COM1",
    "LPT³",
    "con.txt",
    "a\0b",
    "ends.",
    "ends ",
    "a*b",
    "a?b",
    "a|b",
    "a<b",
    'a"b',
    "a\tb",
    "x".repeat(256),
    "é".repeat(128),
  ])("the name %j is refused", (name) => {
    const root = temporaryFolder();
    writeTree(root, { "behavior/x": "x" });
    const error = thrownBy(() => planOf(request(root, { name })));
    expect(error.code).toBe("NAME_NOT_ALLOWED");
    expect(error.message).toContain(JSON.stringify(name));
    expect(thrownBy(() => planOf(request(root, { modalities: { [name]: [] } }))).code).toBe("NAME_NOT_ALLOWED");
  });

  test.each(["data", "./data", "../data", ""])("the destination %j is refused", (destination) => {
    const root = temporaryFolder();
    expect(thrownBy(() => planOf(request(root, { destination }))).code).toBe("DESTINATION_NOT_ABSOLUTE");
  });

  test.each(["data", "./behavior", "", "a\0b"])("the source %j is refused", (source) => {
    const root = temporaryFolder();
    const error = thrownBy(() => planOf(request(root, { schemas: [source], modalities: {} })));
    expect(error.code).toBe("SOURCE_NOT_ABSOLUTE");
  });

  test("a destination inside of a source is refused, one beside it with the same start is not", () => {
    const root = temporaryFolder();
    writeTree(root, { "behavior/x": "x" });
    const inside = request(root, { destination: join(root, "behavior/out") });
    expect(thrownBy(() => planOf(inside)).code).toBe("SOURCE_CONTAINS_DESTINATION");
    const itself = request(root, { destination: join(root, "behavior") });
    expect(thrownBy(() => planOf(itself)).code).toBe("SOURCE_CONTAINS_DESTINATION");
    expect(planOf(request(root, { destination: join(root, "behavior-out") })).files).toHaveLength(1);
    expect(planOf(request(root, { destination: join(root, "..behavior") })).files).toHaveLength(1);
  });
});

test("a source that does not exist is named", () => {
  const root = temporaryFolder();
  const error = thrownBy(() => planOf(request(root)));
  expect(error.code).toBe("SOURCE_MISSING");
  expect(error.message).toContain(join(root, "behavior"));
});

describe("what is no plain file", () => {
  test.runIf(process.platform !== "win32")("a pipe is refused without waiting for its other end", () => {
    const root = temporaryFolder();
    writeTree(root, { "behavior/x": "x" });
    makePipe(join(root, "behavior/pipe"));
    const error = thrownBy(() => planOf(request(root)));
    expect([error.code, error.where.file]).toEqual(["SOURCE_NOT_REGULAR", join(root, "behavior/pipe")]);
  });

  test.runIf(process.platform !== "win32")("a socket and a device are refused", async () => {
    const root = temporaryFolder();
    writeTree(root, { "behavior/x": "x" });
    const server = createServer().listen(join(root, "behavior/s"));
    onTestFinished(() => void server.close());
    await new Promise((resolve) => void server.once("listening", resolve));
    expect(thrownBy(() => planOf(request(root))).code).toBe("SOURCE_NOT_REGULAR");
    const device = request(root, { modalities: { behavior: ["/dev/null"] } });
    expect(thrownBy(() => planOf(device)).code).toBe("SOURCE_NOT_REGULAR");
  });

  test.runIf(process.platform !== "win32")(
    "a link out of the source, to a folder, to nowhere and to itself is refused (Windows needs a right to make one)",
    () => {
      const root = temporaryFolder();
      writeTree(root, { "secret/x": "x", "behavior/inner/x": "x" });
      const cases = {
        out: join(root, "secret/x"),
        folder: join(root, "behavior/inner"),
        nowhere: join(root, "none"),
        loop: "loop",
      };
      for (const [name, target] of Object.entries(cases)) {
        const source = join(root, `behavior-${name}`);
        writeTree(root, { [`behavior-${name}/inner/x`]: "x" });
        symlinkSync(name === "folder" ? join(source, "inner") : target, join(source, name));
        const error = thrownBy(() => planOf(request(root, { modalities: { behavior: [source] } })));
        expect([error.code, error.where.file]).toEqual(["SOURCE_LINK", join(source, name)]);
      }
    },
  );

  test.runIf(process.platform !== "win32")(
    "all that has to be mended by hand is told at once, with what to do (not on Windows, as above)",
    () => {
      const root = temporaryFolder();
      writeTree(root, { "behavior/good": "x" });
      for (const name of ["1", "2", "3", "4", "5", "6"]) symlinkSync("nowhere", join(root, "behavior", name));
      const links = thrownBy(() => planOf(request(root)));
      expect(links).toMatchObject({
        code: "SOURCE_LINK",
        message: expect.stringMatching(/ is a link that can't be copied$/) as string,
      });
      expect(links.why?.match(/is a link/g)).toHaveLength(4);
      expect(links.why).toMatch(/besides: .*; and 1 more$/);
      for (const name of ["1", "2", "3", "4", "5"]) rmSync(join(root, "behavior", name));
      writeTree(root, { "behavior/A": "x", "behavior/a": "x" });
      const both = thrownBy(() => planOf(request(root)));
      expect(both.why).toContain("besides: ");
      expect(both.advice).toContain("Replace the link");
      expect(both.advice).toContain("Rename one of the two");
    },
  );

  test.runIf(process.platform !== "win32")(
    "a link to a file inside the source is copied as that file (not on Windows, as above)",
    () => {
      const root = temporaryFolder();
      writeTree(root, { "behavior/real": "content" });
      symlinkSync("real", join(root, "behavior/alias"));
      const plan = planOf(request(root));
      expect(plan.files.map(({ path, source, bytes }) => [path, source, bytes])).toEqual([
        ["behavior/alias", join(root, "behavior/real"), 7],
        ["behavior/real", join(root, "behavior/real"), 7],
      ]);
    },
  );

  test("a source that itself is a link is followed: a person named it", () => {
    const root = temporaryFolder();
    writeTree(root, { "real/x": "x" });
    symlinkSync(join(root, "real"), join(root, "behavior"), "junction");
    expect(planOf(request(root)).files.map((file) => file.source)).toEqual([join(root, "real/x")]);
  });
});

describe("two sources for one place", () => {
  const collision = (root: string, modalities: CopyRequest["modalities"], schemas: readonly string[] = []): string =>
    thrownBy(() => planOf(request(root, { modalities, schemas }))).code;

  test("two files of one path", () => {
    const root = temporaryFolder();
    writeTree(root, { "a/x": "1", "b/x": "2" });
    expect(collision(root, { behavior: [join(root, "a"), join(root, "b")] })).toBe("PATHS_COLLIDE");
  });

  test("a file where a folder is", () => {
    const root = temporaryFolder();
    writeTree(root, { "a/x": "1", "b/x/y": "2", behavior: "schema" });
    expect(collision(root, { behavior: [join(root, "a"), join(root, "b")] })).toBe("PATHS_COLLIDE");
    expect(collision(root, { behavior: [join(root, "a")] }, [join(root, "behavior")])).toBe("PATHS_COLLIDE");
  });

  test("two schemas of one name", () => {
    const root = temporaryFolder();
    writeTree(root, { "a/session.json": "1", "b/session.json": "2" });
    expect(collision(root, {}, [join(root, "a/session.json"), join(root, "b/session.json")])).toBe("PATHS_COLLIDE");
  });

  test("names that differ in case alone, also of folders and through ß", () => {
    const root = temporaryFolder();
    writeTree(root, { "a/X": "1", "b/x": "2", "c/Sub/1": "1", "d/sub/2": "2", "e/straße": "1", "f/STRASSE": "2" });
    expect(collision(root, { behavior: [join(root, "a"), join(root, "b")] })).toBe("PATHS_COLLIDE");
    expect(collision(root, { behavior: [join(root, "c"), join(root, "d")] })).toBe("PATHS_COLLIDE");
    expect(collision(root, { behavior: [join(root, "e"), join(root, "f")] })).toBe("PATHS_COLLIDE");
  });

  test("names that differ in how an accent is written", () => {
    const root = temporaryFolder();
    mkdirSync(join(root, "a"));
    mkdirSync(join(root, "b"));
    writeFileSync(join(root, "a", "caf\u00e9"), "1");
    writeFileSync(join(root, "b", "cafe\u0301"), "2");
    expect(collision(root, { behavior: [join(root, "a"), join(root, "b")] })).toBe("PATHS_COLLIDE");
  });
});

test("a folder of 1,000 files in 50 levels is planned without trouble", () => {
  const root = temporaryFolder();
  let folder = join(root, "behavior");
  for (let level = 0; level < 50; level += 1) {
    folder = join(folder, `l${level}`);
    mkdirSync(folder, { recursive: true });
    for (let file = 0; file < 20; file += 1) writeFileSync(join(folder, `f${file}`), "x");
  }
  const plan = planOf(request(root));
  expect(plan.files).toHaveLength(1000);
  expect(plan.folders).toHaveLength(51);
});
