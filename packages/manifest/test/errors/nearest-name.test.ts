import { describe, expect, it } from "vitest";
import { didYouMean, nearestName } from "../../src/errors/index.js";

describe("nearestName", () => {
  it.each([
    ["behaviour", "behavior"],
    ["Behavior", "behavior"],
    ["behavoir", "behavior"],
    ["ecefys", "ecephys"],
    ["smartspim", "SmartSPIM"],
  ])("takes %s for %s", (written, meant) => {
    expect(nearestName(written, ["ecephys", "behavior", "SmartSPIM"])).toBe(meant);
  });

  it("finds nothing near a name that is far from all", () => {
    expect(nearestName("telescope", ["ecephys", "behavior"])).toBeUndefined();
    expect(didYouMean("telescope", ["ecephys"])).toBe("");
  });

  it("prefers the nearest, and of equally near ones the first", () => {
    expect(nearestName("slap3", ["slap", "slap2"])).toBe("slap");
    expect(nearestName("slap22", ["slap", "slap2"])).toBe("slap2");
  });

  it("asks in a sentence's words", () => {
    expect(didYouMean("fob", ["fib"])).toBe(' Did you mean "fib"?');
  });
});
