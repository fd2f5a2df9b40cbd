import { describe, expect, it } from "vitest";
import {
  CORE_FILES,
  findModality,
  findPlatform,
  isModality,
  MODALITIES,
  PLATFORMS,
  RENAMED_MODALITIES,
} from "../../src/vocabulary/index.js";
import { catchError } from "../catch-error.js";

describe("findModality", () => {
  it("gives the name that the services compare", () => {
    expect(findModality("fib")).toEqual({ abbreviation: "fib", name: "Fiber photometry" });
    expect(findModality("STPT").name).toBe("Serial two-photon tomogrophy");
  });

  it("gives renamed ones by their new abbreviation", () => {
    expect(findModality("ophys").abbreviation).toBe("pophys");
    expect(findModality("slap")).toEqual({ abbreviation: "slap2", name: "Random access projection microscopy" });
    expect(Object.values(RENAMED_MODALITIES).every(isModality)).toBe(true);
  });

  it.each([
    ["behaviour", "behavior"],
    ["Behavior", "behavior"],
    ["emg", "EMG"],
    ["behavior_videos", "behavior-videos"],
  ])("names the nearest of %s", (written, meant) => {
    const error = catchError(() => findModality(written, { path: `modalities.${written}` }));
    expect(error).toMatchObject({ code: "UNKNOWN_MODALITY", where: { path: `modalities.${written}` } });
    expect(error.message).toContain(`Did you mean "${meant}"?`);
    expect(error.why).toContain("one-photon");
  });

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty", ""])("does not know %j", (written) => {
    expect(catchError(() => findModality(written)).code).toBe("UNKNOWN_MODALITY");
    expect(catchError(() => findPlatform(written)).code).toBe("UNKNOWN_PLATFORM");
  });
});

describe("findPlatform", () => {
  it("gives the name that belongs to an abbreviation", () => {
    expect(findPlatform("exaSPIM").name).toBe("ExaSPIM platform");
  });

  it("never makes an unknown one null, as clabe does", () => {
    expect(catchError(() => findPlatform("MCD")).code).toBe("UNKNOWN_PLATFORM");
    expect(catchError(() => findPlatform("fip")).message).toContain('"FIP"');
  });
});

describe("the lists", () => {
  it("have every abbreviation once, with a name", () => {
    expect(Object.keys(MODALITIES)).toHaveLength(21);
    expect(Object.keys(PLATFORMS)).toHaveLength(16);
    for (const name of Object.values({ ...MODALITIES, ...PLATFORMS })) expect(name).toMatch(/\w/);
    expect(new Set(CORE_FILES.v1).size).toBe(9);
    expect(CORE_FILES.v2).not.toContain("session");
  });
});
