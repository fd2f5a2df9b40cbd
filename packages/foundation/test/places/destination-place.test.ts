import { posix, win32 } from "node:path";
import { describe, expect, test } from "vitest";
import { findPlace, foldPlaces, isSameRoot, isSameVolume, vanished, type PlaceProbe } from "../../src/places/index.js";

/** A system of these mounts: device and kind of file system by the folder they are mounted on. */
function system(mounts: Readonly<Record<string, readonly [bigint, string]>>, platform: NodeJS.Platform): PlaceProbe {
  const path = platform === "win32" ? win32 : posix;
  const mountOf = (folder: string): readonly [bigint, string] => {
    for (let at = folder; ; at = path.dirname(at)) {
      const mount = mounts[at];
      if (mount !== undefined) return mount;
      if (path.dirname(at) === at) throw Object.assign(new Error("ENOENT"), { code: "ENOENT" });
    }
  };
  return {
    realPath: (folder) => folder,
    deviceOf: (folder) => mountOf(folder)[0],
    fileSystemType: (folder) => mountOf(folder)[1],
  };
}

describe("on Linux", () => {
  const OWN = ["/home/rig/flag", "/"];
  const away = { "/": [1n, "ef53"] } as const;
  const connected = { ...away, "/mnt/share": [26n, "fe534d42"] } as const;

  test("a share is told from the rig's own disk, under its mount point too", () => {
    const share = findPlace(system(connected, "linux"), "/mnt/share/614173", OWN, "linux");
    expect(share).toEqual({ root: "/mnt/share", fileSystem: "fe534d42", own: false, seen: true });
    const local = findPlace(system(away, "linux"), "/mnt/share", OWN, "linux");
    expect(local).toEqual({ root: "/", fileSystem: "ef53", own: true, seen: true });
    expect(vanished("/mnt/share", local, [share], "linux")).toEqual(share);
    expect(vanished("/mnt/other", local, [share], "linux")).toBeUndefined();
    expect(vanished("/mnt/sharedata", local, [share], "linux")).toBeUndefined();
  });

  test("a share with another device number, mounted again, is the same, and one mounted deeper in it is fine", () => {
    const share = findPlace(system(connected, "linux"), "/mnt/share", OWN, "linux");
    const again = system({ ...away, "/mnt/share": [28n, "fe534d42"] }, "linux");
    expect(findPlace(again, "/mnt/share", OWN, "linux")).toEqual(share);
    const deeper = system({ ...connected, "/mnt/share/a": [30n, "6969"] }, "linux");
    expect(vanished("/mnt/share/a", findPlace(deeper, "/mnt/share/a", OWN, "linux"), [share], "linux")).toBeUndefined();
  });

  test("another disk that shows through is no better than the system's", () => {
    const mounts = { ...away, "/mnt": [5n, "ef53"], "/mnt/share": [26n, "6969"] } as const;
    const share = findPlace(system(mounts, "linux"), "/mnt/share", OWN, "linux");
    const without = system({ ...away, "/mnt": [5n, "ef53"] }, "linux");
    const now = findPlace(without, "/mnt/share", OWN, "linux");
    expect(now.own).toBe(false);
    expect(vanished("/mnt/share", now, [share], "linux")).toEqual(share);
  });

  test("a share of another kind at the same place is a share", () => {
    const share = findPlace(system(connected, "linux"), "/mnt/share", OWN, "linux");
    const moved = system({ ...away, "/mnt/share": [26n, "6969"] }, "linux");
    expect(vanished("/mnt/share", findPlace(moved, "/mnt/share", OWN, "linux"), [share], "linux")).toBeUndefined();
  });

  test("the flag folder may lie on the share itself", () => {
    const place = findPlace(system(connected, "linux"), "/mnt/share/data", ["/mnt/share/flag", "/"], "linux");
    expect(place.own).toBe(false);
  });
});

describe("on Linux, with a folder above the destination that is closed to a look", () => {
  const OWN = ["/"];
  const outer = { "/": [1n, "ef53"], "/share": [26n, "fe534d42"] } as const;
  const inner = { ...outer, "/share/central": [27n, "fe534d42"] } as const;
  const folder = "/share/central/614173";
  const look = (mounts: typeof outer | typeof inner) => findPlace(system(mounts, "linux"), folder, OWN, "linux");
  const closed: PlaceProbe = {
    ...system(outer, "linux"),
    deviceOf: (path) => {
      if (path === "/share") throw Object.assign(new Error("EACCES"), { code: "EACCES" });
      return system(outer, "linux").deviceOf(path);
    },
  };
  const low = findPlace(closed, folder, OWN, "linux");
  const { seen: _seen, ...lowOfBefore } = low;

  test("its root is not certain, and a look that sees further up misses nothing, of versions of before too", () => {
    expect(low).toEqual({ root: "/share/central", fileSystem: "fe534d42", own: false, seen: false });
    expect(vanished(folder, look(outer), [low], "linux")).toBeUndefined();
    expect(vanished(folder, look(outer), [lowOfBefore], "linux")).toBeUndefined();
    expect([isSameRoot(low, look(outer), "linux"), isSameRoot(look(outer), lowOfBefore, "linux")]).toEqual([
      true,
      true,
    ]);
  });

  test("the better look replaces it, whichever comes first", () => {
    expect(foldPlaces([low, look(outer)], "linux")).toEqual([look(outer)]);
    expect(vanished(folder, low, foldPlaces([look(outer), low], "linux"), "linux")).toBeUndefined();
  });

  test("what is known of it still tells the rig's own disk from it, and another kind of share", () => {
    const away = findPlace(system({ "/": [1n, "fe534d42"] }, "linux"), folder, OWN, "linux");
    expect(vanished(folder, { ...away, own: true }, [low], "linux")).toEqual(low);
    const other = findPlace(system({ ...outer, "/share": [5n, "6969"] }, "linux"), folder, OWN, "linux");
    expect(vanished(folder, other, [low], "linux")).toEqual(low);
  });

  test("a share that was surely mounted within one of its kind is missed as before", () => {
    const share = look(inner);
    expect(share).toMatchObject({ root: "/share/central", seen: true });
    expect(vanished(folder, look(outer), [share], "linux")).toEqual(share);
    expect(foldPlaces([share, look(outer)], "linux")).toEqual([share, look(outer)]);
    expect(isSameRoot(share, look(outer), "linux")).toBe(false);
  });
});

describe("on Windows", () => {
  const OWN = ["C:\\rig\\flag", "C:\\Program Files\\nodejs"];
  const disks = { "C:\\": [0xabcn, ""] } as const;

  test("a volume in a folder is known by its serial number, and missed when it is away", () => {
    const mounted = system({ ...disks, "C:\\mnt\\share": [0xdefn, ""] }, "win32");
    const share = findPlace(mounted, "C:\\mnt\\share\\614173", OWN, "win32");
    expect(share).toEqual({ root: "C:\\mnt\\share", fileSystem: "", volume: "def", own: false, seen: true });
    const now = findPlace(system(disks, "win32"), "C:\\mnt\\share", OWN, "win32");
    expect(now).toEqual({ root: "C:\\", fileSystem: "", volume: "abc", own: true, seen: true });
    expect(vanished("C:\\mnt\\share", now, [share], "win32")).toEqual(share);
  });

  test("a drive letter that another volume has taken: the rig's own is refused, a strange one is not", () => {
    const share = findPlace(system({ ...disks, "S:\\": [1n, ""] }, "win32"), "S:\\data", OWN, "win32");
    const substituted = findPlace(system({ ...disks, "S:\\": [0xabcn, ""] }, "win32"), "S:\\data", OWN, "win32");
    expect(substituted.own).toBe(true);
    expect(vanished("S:\\data", substituted, [share], "win32")).toEqual(share);
    const strange = findPlace(system({ ...disks, "S:\\": [2n, ""] }, "win32"), "S:\\data", OWN, "win32");
    expect(vanished("S:\\data", strange, [share], "win32")).toBeUndefined();
  });

  test("a volume whose upper folders this user may look at by now is the same volume", () => {
    const disk = system({ ...disks, "D:\\": [0xdefn, ""] }, "win32");
    const closed: PlaceProbe = {
      ...disk,
      deviceOf: (folder) => {
        if (folder === "D:\\") throw Object.assign(new Error("EPERM"), { code: "EPERM" });
        return disk.deviceOf(folder);
      },
    };
    const before = findPlace(closed, "D:\\lab\\614173", OWN, "win32");
    expect(before.root).toBe("D:\\lab");
    const now = findPlace(disk, "D:\\lab\\614173", OWN, "win32");
    expect([now.root, isSameVolume(before, now)]).toEqual(["D:\\", true]);
    expect(vanished("D:\\lab\\614173", now, [before], "win32")).toBeUndefined();
    const unnumbered = { ...before, volume: "0" };
    expect(isSameVolume(unnumbered, { ...now, volume: "0" })).toBeUndefined();
  });

  test("what a server holds is never the rig's own", () => {
    const network = system({ ...disks, "\\\\srv\\data\\": [0xabcn, ""] }, "win32");
    expect(findPlace(network, "\\\\srv\\data\\614173", OWN, "win32").own).toBe(false);
  });
});

test("of each root the last word counts", () => {
  const old = { root: "/mnt/share", fileSystem: "6969", own: false };
  const now = { ...old, fileSystem: "fe534d42" };
  const other = { ...old, root: "/mnt/other" };
  expect(foldPlaces([old, other, now])).toEqual([now, other]);
});
