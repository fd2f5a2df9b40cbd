import { describe, expect, test } from "vitest";
import {
  checkManifest,
  flavourOf,
  isOldForm,
  MANIFEST_FLAVOURS,
  parseManifest,
  readerOf,
  refusalsByReader,
  renderManifest,
} from "../../src/index.js";
import { sampleManifest } from "../manifest-sample.js";

test.each([
  ["0.1.5", "watchdog-0.1.5"],
  ["0.1.6", "watchdog-0.1.6"],
  ["0.1.9", "watchdog-0.1.9"],
  ["0.1.8.dev3", "watchdog-0.1.8"],
  ["0.1.10", "current"],
  ["0.2.0", "current"],
  ["1.0.0", "current"],
  ["0.1.4", undefined],
  ["v20.20.2", undefined],
  ["", undefined],
])("version %j reads %s", (version, flavour) => {
  expect(flavourOf(version)).toBe(flavour);
});

describe.each(MANIFEST_FLAVOURS)("%s", (flavour) => {
  const text = renderManifest(sampleManifest({ platform: "behavior" }), { flavour });

  test("is taken by the version that it is for, and by Rigline", () => {
    const { verdicts } = checkManifest(text);
    const taken = verdicts.filter(({ accepted }) => accepted).map(({ version }) => version);
    const oldest = isOldForm(flavour) ? "0.1.5" : "0.1.6";
    expect(taken).toEqual(verdicts.map(({ version }) => version).filter((version) => version >= oldest));
    const reader = readerOf(flavour);
    if (reader !== undefined) expect(taken).toContain(reader);
    expect(refusalsByReader(flavour, text)).toEqual([]);
    expect(parseManifest(text).manifest.legacy === null).toBe(!isOldForm(flavour));
  });
});

test("what the one reader would refuse is told; a flavour that is for many is refused by none", () => {
  const refusals = (flavour: (typeof MANIFEST_FLAVOURS)[number]) =>
    refusalsByReader(
      flavour,
      renderManifest(sampleManifest({ subjectId: "mouse_001", scheduleTime: "20:00:00Z", platform: "behavior" }), {
        flavour,
      }),
    ).map(({ where }) => where.path);
  expect(refusals("watchdog-0.1.5")).toEqual(["subject_id", "schedule_time"]);
  expect(refusals("watchdog-0.1.6")).toEqual(["schedule_time"]);
  expect(refusals("watchdog-0.1.9")).toEqual([]);
  expect(refusals("clabe-0.6.13")).toEqual([]);
  expect(refusals("current")).toEqual([]);
});
