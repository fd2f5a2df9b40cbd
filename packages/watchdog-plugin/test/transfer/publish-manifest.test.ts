import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { createFaultyFileSystem } from "@rigline/core/testing";
import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import { stagingFolder } from "@rigline/manifest";
import { describe, expect, test } from "vitest";
import { publishManifest } from "../../src/transfer/publish-manifest.js";
import { accepted, writeJob } from "../support/job-journal.js";
import { asSaid } from "../support/as-said.js";
import { makePlaces } from "../support/make-places.js";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Manifests here are `<session> <name>\n`: enough to tell whose they are. */
function publisher(places = makePlaces()) {
  return {
    places,
    publish: (session = "a", content = "", fileSystem: FileSystem = nodeFileSystem) =>
      publishManifest(fileSystem, places, {
        name: "614173_x",
        render: (name) => `${session} ${name} ${content}\n`,
        isSameSession: (text) => text.startsWith(`${session} `),
      }),
    queued: () => readdirSync(places.flagFolder).filter((name) => !name.startsWith(".")),
    staged: () => (existsSync(stagingFolder(places.flagFolder)) ? readdirSync(stagingFolder(places.flagFolder)) : []),
  };
}

describe("publishing", () => {
  test("puts the whole text under the session's name and leaves nothing else", () => {
    const { publish, places, queued, staged } = publisher();
    const published = publish();
    const path = join(places.flagFolder, "manifest_614173_x.yaml");
    expect(published).toEqual({ path, name: "614173_x", digest: sha256("a 614173_x \n"), already: false });
    expect(readFileSync(path, "utf8")).toBe("a 614173_x \n");
    expect([queued(), staged()]).toEqual([["manifest_614173_x.yaml"], []]);
  });

  test("its name is flushed into the flag folder before it counts as published, by the file too, unseen by whoever watches", () => {
    const { publish, places } = publisher();
    const fileSystem = createFaultyFileSystem();
    publish("a", "", fileSystem);
    const since = fileSystem.calls.findIndex((call) => call.startsWith("link "));
    const done = fileSystem.calls.slice(since + 1).map((call) => call.replace(/[^ /\\]+\.part$/, "*.part"));
    const staged = join(stagingFolder(places.flagFolder), "*.part");
    expect(done).toEqual([`flushFile ${staged}`, `syncFolder ${places.flagFolder}`, `remove ${staged}`]);
  });

  test("where files have no second name it is flushed by its own, unless the daemon has taken it by then", () => {
    for (const isTaken of [false, true]) {
      const { publish } = publisher();
      const fileSystem = createFaultyFileSystem();
      fileSystem.fail("link", "ENOTSUP");
      if (isTaken) fileSystem.fail("flushFile", "ENOENT");
      const { path } = publish("a", "", fileSystem);
      const flushes = fileSystem.calls.filter((call) => /^(flushFile|syncFolder)/.test(call));
      expect(flushes.slice(-2)).toEqual([`flushFile ${path}`, `syncFolder ${dirname(path)}`]);
    }
  });

  test("twice is once: as after a crash between the publication and the journal", () => {
    const { publish, queued } = publisher();
    expect([publish().already, publish().already, queued().length]).toEqual([false, true, 1]);
  });

  test.each(["queued", "archived"])(
    "what is found %s is flushed with its name before it counts as published",
    (where) => {
      const { publish, places } = publisher();
      let { path } = publish();
      if (where === "archived") {
        renameSync(path, join(places.completeFolder, "manifest_614173_x.yaml"));
        path = join(places.completeFolder, "manifest_614173_x.yaml");
      }
      const fileSystem = createFaultyFileSystem();
      expect(publish("a", "", fileSystem).already).toBe(true);
      const flushes = fileSystem.calls.filter((call) => /^(flushFile|syncFolder)/.test(call));
      expect(flushes).toEqual([`flushFile ${path}`, `syncFolder ${dirname(path)}`]);
      fileSystem.fail("syncFolder", "EIO");
      expect(() => publish("a", "", fileSystem)).toThrow(expect.objectContaining({ code: "MANIFEST_NOT_PUBLISHED" }));
    },
  );

  test("what is left of the writing may stay where it can't be cleared away: published is published, and flushed", () => {
    const { publish, queued } = publisher();
    const fileSystem = createFaultyFileSystem();
    fileSystem.fail("remove", "EBUSY");
    const { path, already } = publish("a", "", fileSystem);
    expect([already, queued()]).toEqual([false, [basename(path)]]);
    expect(fileSystem.calls).toContain(`syncFolder ${dirname(path)}`);
  });

  test("again is nothing when the daemon has taken it to its end meanwhile", () => {
    const { publish, places, queued } = publisher();
    const { path } = publish();
    renameSync(path, join(places.completeFolder, "manifest_614173_x.yaml"));
    expect([publish().already, queued()]).toEqual([true, []]);
  });

  test("again is nothing when its archive has another name, or was tidied away", () => {
    const { publish, places, queued } = publisher();
    const { path, digest } = publish();
    writeJob(places, path, [accepted(path, digest), { type: "archived", to: "manifest_614173_x.2.yaml" }]);
    rmSync(path);
    expect([publish().already, queued()]).toEqual([true, []]);
    writeFileSync(join(places.completeFolder, "manifest_614173_x.yaml"), "b of another rig\n");
    expect([publish().already, queued()]).toEqual([true, []]);
  });

  test("again publishes when somebody withdrew it before it was done", () => {
    const { publish, places, queued } = publisher();
    const { path, digest } = publish();
    writeJob(places, path, [accepted(path, digest)]);
    rmSync(path);
    expect([publish().already, queued()]).toEqual([false, ["manifest_614173_x.yaml"]]);
  });
});

describe("a taken name", () => {
  test("of another rig's session: the next one is taken, and found again by a resumed run", () => {
    const { publish, queued } = publisher();
    publish("a");
    expect(publish("b")).toMatchObject({ name: "614173_x-2", already: false });
    expect(publish("c")).toMatchObject({ name: "614173_x-3", already: false });
    expect(publish("b")).toMatchObject({ name: "614173_x-2", already: true });
    expect(queued()).toEqual(["manifest_614173_x-2.yaml", "manifest_614173_x-3.yaml", "manifest_614173_x.yaml"]);
  });

  test("of another rig's session that is done is taken too: its data stand at the destination", () => {
    const { publish, places } = publisher();
    renameSync(publish("a").path, join(places.completeFolder, "manifest_614173_x.yaml"));
    expect(publish("b")).toMatchObject({ name: "614173_x-2" });
  });

  test.each(["queued", "archived"])("of the same session with other content, %s: nothing is overwritten", (where) => {
    const { publish, places, queued } = publisher();
    const { path } = publish("a", "first");
    const archive = join(places.completeFolder, "manifest_614173_x.yaml");
    if (where === "archived") renameSync(path, archive);
    const file = where === "archived" ? archive : path;
    expect(() => asSaid(() => publish("a", "second"), "614173_x")).toThrow(
      expect.objectContaining({
        code: "MANIFEST_DIFFERS",
        where: { file },
        todo: `If ${file} is right, there is nothing to do. If it is not: remove it, then \`rigline resume 614173_x\`.`,
      }),
    );
    expect(readFileSync(file, "utf8")).toBe("a 614173_x first\n");
    expect(queued().length).toBe(where === "archived" ? 0 : 1);
  });

  test("that is taken between the look and the deed is not overwritten", () => {
    const places = makePlaces();
    const rival = publisher(places);
    const { publish } = publisher(places);
    let calls = 0;
    const racing: FileSystem = {
      ...nodeFileSystem,
      writeNew: (path, bytes) => {
        if (calls++ === 0) rival.publish("b");
        nodeFileSystem.writeNew(path, bytes);
      },
    };
    expect(publish("a", "", racing)).toMatchObject({ name: "614173_x-2", already: false });
    expect(readFileSync(join(places.flagFolder, "manifest_614173_x.yaml"), "utf8")).toBe("b 614173_x \n");
  });
});

describe("when the disk fails", () => {
  test.each(["writeNew", "makeFolder"] as const)(
    "at %s there is a coded error, and no part of a manifest",
    (operation) => {
      const { publish, queued, staged } = publisher();
      const failing: FileSystem = {
        ...nodeFileSystem,
        [operation]: () => {
          throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
        },
      };
      expect(() => publish("a", "", failing)).toThrow(
        expect.objectContaining({ code: "MANIFEST_NOT_PUBLISHED", why: "ENOSPC: no space left on device" }),
      );
      expect([queued(), staged()]).toEqual([[], []]);
      expect(publish().already).toBe(false);
    },
  );

  test("an occupant that can't be read is an error, not a free name", () => {
    const { publish, places } = publisher();
    publish("b");
    const failing: FileSystem = {
      ...nodeFileSystem,
      read: () => {
        throw Object.assign(new Error("EIO: i/o error"), { code: "EIO" });
      },
    };
    expect(() => publish("a", "", failing)).toThrow(expect.objectContaining({ code: "MANIFEST_NOT_PUBLISHED" }));
    expect(readdirSync(places.flagFolder).filter((name) => name.startsWith("manifest"))).toHaveLength(1);
  });
});

describe("where files have no second name (FAT, some shares)", () => {
  const linkless = (onLink: () => void = () => {}): FileSystem => ({
    ...nodeFileSystem,
    link: () => {
      onLink();
      throw Object.assign(new Error("ENOTSUP: injected"), { code: "ENOTSUP" });
    },
  });

  test("a manifest is renamed into place, whole, and nothing is left of it elsewhere", () => {
    const { publish, queued, staged } = publisher();
    const { path, already } = publish("a", "", linkless());
    expect([readFileSync(path, "utf8"), already]).toEqual(["a 614173_x \n", false]);
    expect([queued(), staged()]).toEqual([["manifest_614173_x.yaml"], []]);
  });

  test("one that is there already is never replaced", () => {
    const places = makePlaces();
    const rival = publisher(places);
    const { publish, queued, staged } = publisher(places);
    let late = true;
    const fileSystem = linkless(() => {
      if (late) rival.publish("b");
      late = false;
    });
    expect(publish("a", "", fileSystem)).toMatchObject({ name: "614173_x-2" });
    expect(readFileSync(join(places.flagFolder, "manifest_614173_x.yaml"), "utf8")).toBe("b 614173_x \n");
    expect([queued().length, staged()]).toEqual([2, []]);
  });
});

test("a manifest that the daemon archives between two looks is found where it is then", () => {
  const { publish, places, queued } = publisher();
  const { path } = publish();
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    read: (file) => {
      if (file === path && existsSync(path)) renameSync(path, join(places.completeFolder, "manifest_614173_x.yaml"));
      return nodeFileSystem.read(file);
    },
  };
  expect([publish("a", "", fileSystem).already, queued()]).toEqual([true, []]);
});
