import { describe, expect, test } from "vitest";
import { HangingPlaces, type Visit } from "../../src/work/hanging-places.js";
import { jobPlaces, orderPlaces } from "../../src/work/places.js";

const at = (...places: readonly string[]) => ({ waitsFor: places, shows: places });

function silentVisits(hanging: HangingPlaces, count: number, ...places: readonly string[]): Visit[] {
  return Array.from({ length: count }, () => {
    const visit = hanging.enter(at(...places));
    visit.silent();
    return visit;
  });
}

describe("what may wait for a place that does not answer", () => {
  test("is three at a time; whatever else needs it waits outside, and what does not goes on", () => {
    const hanging = new HangingPlaces();
    hanging.enter(at("dead"));
    hanging.enter(at("dead"));
    silentVisits(hanging, 1, "dead");
    expect(hanging.isFull(["dead"])).toBe(true);
    expect(hanging.isFull(["source", "dead"])).toBe(true);
    expect([hanging.isFull(["source", "other"]), hanging.isFull([])]).toEqual([false, false]);
  });

  test("is any number while it answers", () => {
    const hanging = new HangingPlaces();
    for (let count = 0; count < 50; count += 1) hanging.enter(at("busy"));
    expect(hanging.isFull(["busy"])).toBe(false);
  });

  test("is one after all that waited was given up; the first that gets through opens it, and that is told", () => {
    const hanging = new HangingPlaces();
    let told = 0;
    hanging.listen(() => (told += 1));
    for (const visit of silentVisits(hanging, 3, "dead")) visit.leave("stalled");
    expect([hanging.isDead(["dead"]), hanging.isFull(["dead"])]).toEqual([true, false]);
    const probe = hanging.enter(at("dead"));
    expect(hanging.isFull(["dead"])).toBe(true);
    // That a source was looked through says nothing of the share.
    hanging.enter({ waitsFor: ["dead"], shows: [] }).leave("answered");
    expect(hanging.isDead(["dead"])).toBe(true);
    told = 0;
    probe.leave("answered");
    expect([hanging.isDead(["dead"]), hanging.isFull(["dead"]), told > 0]).toEqual([false, false, true]);
  });

  test("is not counted against a place where others are answered meanwhile: a file hangs there, and not the share", () => {
    const hanging = new HangingPlaces();
    silentVisits(hanging, 3, "share");
    expect(hanging.isFull(["share"])).toBe(true);
    hanging.enter(at("share", "elsewhere")).leave("answered");
    expect(hanging.isFull(["share"])).toBe(false);
  });

  test("is bounded in all, with room kept for places that were seen to answer", () => {
    const hanging = new HangingPlaces();
    hanging.enter(at("good")).leave("answered");
    for (let share = 0; share < 16; share += 1) silentVisits(hanging, 1, `dead ${share}`);
    expect([hanging.isFull(["new"]), hanging.isFull(["good"])]).toEqual([true, false]);
    for (let share = 16; share < 24; share += 1) silentVisits(hanging, 1, `dead ${share}`);
    expect(hanging.isFull(["good"])).toBe(true);
  });

  test("goes on as if nothing had been when it answers late", () => {
    const hanging = new HangingPlaces();
    const visits = silentVisits(hanging, 3, "slow");
    for (const visit of visits) visit.alive();
    expect(hanging.isFull(["slow"])).toBe(false);
  });
});

describe.skipIf(process.platform === "win32")("the places of a job (paths of this system)", () => {
  const settings = { flagFolder: "/rig/flag", completeFolder: "/mnt/nas/complete" };
  const mounts = ["/", "/mnt/nas", "/mnt/nas/inner", "/media/usb"];
  const request = {
    destination: "/mnt/nas/614173",
    modalities: { behavior: ["/rig/data/behavior"], ecephys: ["/media/usb/probe"] },
    schemas: ["/rig/data/session.json"],
  };

  test("are the volumes, except the flag folder's, which answers", () => {
    expect(jobPlaces(request, settings, mounts)).toEqual({
      sources: ["/media/usb"],
      destination: "/mnt/nas",
      archive: "/mnt/nas",
    });
  });

  test("are folders where a link may lead away from the flag folder's volume, and the innermost mount counts", () => {
    expect(jobPlaces({ ...request, destination: "/rig/link/614173" }, settings, mounts).destination).toBe("/rig/link");
    expect(jobPlaces({ ...request, destination: "/mnt/nas/inner/x/614173" }, settings, mounts).destination).toBe(
      "/mnt/nas/inner",
    );
    expect(jobPlaces({ ...request, destination: "/mnt/nas2/x" }, settings, mounts).destination).toBe("/mnt/nas2");
  });

  test("of an order are what it touches; only what changes something proves that a destination answers", () => {
    const places = jobPlaces(request, settings, mounts);
    expect(orderPlaces("prepareStaging", places)).toEqual({ waitsFor: ["/mnt/nas"], shows: ["/mnt/nas"] });
    expect(orderPlaces("compareTree", places)).toEqual({ waitsFor: ["/mnt/nas"], shows: [] });
    expect(orderPlaces("plan", places)).toEqual({ waitsFor: ["/media/usb", "/mnt/nas"], shows: ["/media/usb"] });
  });
});
