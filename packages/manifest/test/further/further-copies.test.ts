import { nodeFileSystem } from "@rigline/foundation/platform";
import { describe, expect, test } from "vitest";
import { decideStatus } from "../../src/job/decide-status.js";
import { foldJobState } from "../../src/job/job-fold.js";
import type { JobRecord } from "../../src/job/job-record.js";
import { judgeDeletion, judgeGates } from "../../src/gates/index.js";
import {
  agreeing,
  copiesOf,
  deriveManifest,
  type CopyStanding,
  furtherFile,
  jobName,
  readCopies,
  sessionFileOf,
} from "../../src/further/index.js";
import {
  alsoToOf,
  checkManifest,
  deletesSource,
  mergeDestinations,
  needObjection,
  parseManifest,
  renderManifest,
  withAlsoTo,
} from "../../src/index.js";
import { sampleLegacy, sampleManifest } from "../manifest-sample.js";

const FURTHER = { manifest: "m.also-2.yml", digest: "e", destination: "//other/share/s", needed: true };
const accepted = {
  type: "accepted",
  manifest: "/flags/m.yml",
  digest: "d",
  name: "s",
  destination: "/central/s",
} as const;
const published = {
  type: "published",
  destination: "/central/s",
  files: 3,
  bytes: 30,
  algorithm: "sha256",
  milliseconds: 1,
} as const;
const submitted = { type: "submitted", endpoint: "http://dts", status: 200, idempotencyKey: "k" } as const;
const copied: readonly JobRecord[] = [accepted, published];
const found = (missing: number): JobRecord => ({
  type: "verified",
  by: "ada@rig",
  algorithm: "sha256",
  files: [],
  found: { missing, changed: 0, unreadable: 0, extra: 0 },
});
const parked = { type: "parked", code: "X", reason: "other data are there", todo: "Look." } as const;

/** A session that is submitted and, `isOver`, archived. */
const session = (further: object = {}, isOver = true) =>
  foldJobState([
    accepted,
    { type: "further", copies: [{ ...FURTHER, ...further }] },
    published,
    submitted,
    ...(isOver ? [{ type: "archived", to: "/complete/m.yml" } as const] : []),
  ]);

const standing = (records: readonly JobRecord[], needed = true): CopyStanding => ({
  ...FURTHER,
  needed,
  state: records.length === 0 ? undefined : foldJobState(records),
  ledger: new Map(),
});

const unchanged = { isHandedOff: true } as const;

describe("a session is safe to delete", () => {
  const judge = (copies: readonly CopyStanding[] | undefined, needed = true) =>
    judgeDeletion({ state: session({ needed }), copies }, "accepted", unchanged);

  test("only when each copy that is needed is there", () => {
    expect(judge([standing(copied)])).toEqual({ mayDelete: true });
    expect(judge([standing([], false)], false)).toEqual({ mayDelete: true });
  });

  test.each<[string, readonly CopyStanding[] | undefined, RegExp]>([
    ["nobody has looked for it", undefined, /not at \/\/other\/share\/s yet/],
    ["it is another manifest's", [{ ...standing(copied), digest: "f" }], /not at \/\/other/],
    ["it is on its way", [standing([accepted])], /not at \/\/other/],
    ["a person has given it up", [standing([accepted, { type: "cancelled", reason: "" }])], /was cancelled/],
    ["it could not be flushed", [standing([accepted, { ...published, flushed: false }])], /no flush/],
    ["it was found damaged", [standing([...copied, found(1)])], /not whole/],
  ])("never where of a copy that is needed it is known that %s", (_what, copies, why) => {
    expect(judge(copies)).toEqual({ mayDelete: false, why: expect.stringMatching(why) as string });
  });

  test("of its files those that are the same in each copy that is needed", () => {
    const entry = (hash: string) => ({ bytes: 1, hash });
    const own = new Map([
      ["a", entry("1")],
      ["b", entry("2")],
      ["c", entry("3")],
    ]);
    const copy = {
      ...standing(copied),
      ledger: new Map([
        ["a", entry("1")],
        ["b", entry("other")],
      ]),
    };
    expect([...agreeing(own, [copy]).keys()]).toEqual(["a"]);
    expect(agreeing(own, [{ ...copy, needed: false }])).toBe(own);
    expect(agreeing(own, copiesOf({ state: session() })).size).toBe(0);
  });
});

describe("the status of a session", () => {
  const decide = (copies: readonly CopyStanding[], { needed = true, isOver = true } = {}) =>
    decideStatus({
      state: session({ needed }, isOver),
      copies,
      manifest: isOver ? "archived" : "queued",
      now: new Date("2026-07-14T16:05:00Z"),
      watched: true,
      isFollowed: false,
      deletion: judgeDeletion({ state: session({ needed }, isOver), copies }, "accepted", unchanged),
      other: undefined,
      commands: { redrive: "redrive it", redriveCopy: (file) => `redrive ${file}`, watch: ["watch it"] },
    });
  const destination = FURTHER.destination;

  test("names each destination, and whether its data are there", () => {
    const { word, detail, destinations } = decide([standing(copied)]);
    expect(word).toBe("safe to delete");
    expect(detail).toMatch(/^verified, and accepted: .*; also at \/\/other\/share\/s$/);
    expect(destinations).toEqual([{ destination, needed: true, isThere: true, detail: "verified and published" }]);
  });

  test("is not at its end before each that is needed is there, and says what it waits for", () => {
    const { word, detail, destinations, isOver } = decide([standing([accepted])], { isOver: false });
    expect([word, isOver, destinations?.[0]?.isThere]).toEqual(["submitted", false, false]);
    expect(detail).toMatch(/^\/central\/s; .*; not at \/\/other\/share\/s: waiting until the files are still$/);
  });

  test("is stuck with a copy that needs somebody, and says what to do with that", () => {
    expect(decide([standing([accepted, parked])], { isOver: false })).toMatchObject({
      word: "stuck",
      detail: expect.stringContaining(
        "its copy for //other/share/s is parked: other data are there; the data are at /central/s",
      ) as string,
      todo: "Look. Then `redrive m.also-2.yml`.",
    });
    expect(decide([standing([...copied, found(2)])])).toMatchObject({
      word: "stuck",
      todo: expect.stringContaining("Keep the source") as string,
    });
  });

  test.each([
    [undefined, "cancelled: taken away"],
    ["ada@rig", "cancelled by ada@rig: taken away"],
  ])("says that a copy was given up, by %s", (by, said) => {
    const cancelled = { type: "cancelled", reason: "taken away", ...(by === undefined ? {} : { by }) } as const;
    const { destinations, detail } = decide([standing([accepted, cancelled])]);
    expect(destinations?.[0]?.detail).toBe(said);
    expect(detail).toContain("keep the source: its copy for //other/share/s, where it is needed too, was cancelled");
  });

  test("is none the worse for one that is not needed, which is told", () => {
    const status = decide([standing([accepted, parked], false)], { needed: false });
    expect(status).toMatchObject({ word: "safe to delete", todo: null });
    expect(status.detail).toContain("not at //other/share/s, where it is not needed: parked: other data are there");
  });
});

describe("a manifest that goes elsewhere too", () => {
  const wanted = [{ destination: "//other/share/614173", needed: true }];

  test("says so where every program takes it and no other minds it, and so that none deletes before it is there", () => {
    const manifest = withAlsoTo(sampleManifest({ deleteModalitiesSourceAfterSuccess: true }), wanted);
    expect(alsoToOf(manifest)).toEqual(wanted);
    expect([manifest.deleteModalitiesSourceAfterSuccess, deletesSource(manifest)]).toEqual([false, true]);
    expect(withAlsoTo(manifest, [])).toBe(manifest);
  });

  test.each([
    ["current", null, ["0.1.6", "0.1.7", "0.1.8", "0.1.9"]],
    ["of clabe 0.6.13", sampleLegacy(), ["0.1.5", "0.1.6", "0.1.7", "0.1.8", "0.1.9"]],
  ])(
    "the one that is derived, %s, is taken by every version that takes its own, and deletes nothing",
    (_form, legacy, versions) => {
      const manifest = withAlsoTo(
        sampleManifest({ legacy, platform: "behavior", acquisitionDatetime: "2026-07-14T09:05:00" }),
        wanted,
      );
      const text = deriveManifest(manifest, "m.yml", wanted[0]!, { schedule: true, later: true });
      const taken = checkManifest(Buffer.from(text)).verdicts.filter(({ accepted: isTaken }) => isTaken);
      expect(taken.map(({ version }) => version)).toEqual(expect.arrayContaining(versions));
      expect(parseManifest(text)).toMatchObject({
        notices: [],
        manifest: {
          deleteModalitiesSourceAfterSuccess: false,
          scheduleTime: "20:00:00",
          transferEndpoint: null,
          destination: "//other/share/614173",
        },
      });
    },
  );

  test("an hour that is over is none in it", () => {
    const later = { files: ["behavior"], at: "20:00:00" };
    const manifest = sampleManifest({ extraIdentifyingInfo: { rigline_later: later, rig: "A" } });
    const derived = (hours: Parameters<typeof deriveManifest>[3]) =>
      parseManifest(deriveManifest(manifest, "m.yml", wanted[0]!, hours)).manifest;
    const copyOf = { rigline_copy_of: { manifest: "m.yml", needed: true } };
    expect(derived({ schedule: false, later: false })).toMatchObject({ scheduleTime: null });
    expect(derived({ schedule: false, later: false }).extraIdentifyingInfo).toEqual({ rig: "A", ...copyOf });
    expect(derived({ schedule: true, later: true }).extraIdentifyingInfo).toMatchObject({ rigline_later: later });
  });

  test("each destination counts once, by its path, and is needed where anybody needs it", () => {
    const more = [
      { destination: String.raw`\\OTHER\share\614173`, needed: false },
      { destination: "/central/", needed: true },
    ];
    expect(mergeDestinations("/central", [...more, ...wanted])).toEqual([{ ...more[0], needed: true }]);
  });

  test("file and job are named after the session's", () => {
    expect(furtherFile("manifest_x.y.yaml", 3)).toBe("manifest_x.y.also-3.yaml");
    expect([sessionFileOf("/f/manifest_x.y.also-3.yaml"), sessionFileOf("manifest_x.yaml")]).toEqual([
      "manifest_x.y.yaml",
      undefined,
    ]);
    expect(jobName({ name: "x", copyOf: {} }, "m.also-2.yml")).toBe("x.also-2");
    expect(jobName({ name: "x", copyOf: undefined }, "m.also-2.yml")).toBe("x");
    expect(jobName({ name: undefined, copyOf: undefined }, "/f/m.yml")).toBe("m.yml");
  });
});

test("of a copy whose journal can't be read now nothing is known, and it is not said to be there", () => {
  const refused = (): never => {
    throw Object.assign(new Error("EIO: i/o error, read"), { code: "EIO" });
  };
  const fileSystem = { ...nodeFileSystem, exists: () => true, read: refused, inspect: refused };
  const [copy] = readCopies(fileSystem, "/flags", session());
  expect(copy).toMatchObject({ ...FURTHER, state: undefined });
  expect(copy?.ledger.size).toBe(0);
});

describe("any of several copies", () => {
  const names = ["a", "b", "c"];
  /** Where each of three copies stands, of which so many are enough; and what it comes to. */
  const seen = (enough: number, ...records: readonly (readonly JobRecord[])[]) => {
    const further = names.map((name) => ({ ...FURTHER, manifest: name, destination: `//${name}/s`, needed: enough }));
    const state = foldJobState([
      accepted,
      { type: "further", copies: further },
      published,
      submitted,
      { type: "archived", to: "/complete/m.yml" },
    ]);
    const copies = further.map((copy, index): CopyStanding => ({
      ...copy,
      needed: true,
      state: records[index] === undefined ? undefined : foldJobState(records[index]),
      ledger: new Map(),
    }));
    const needed = copiesOf({ state, copies }).flatMap((copy) => (copy.needed ? [copy.manifest] : []));
    return { needed: needed.join(""), gate: judgeGates({ state, copies }, { when: "accepted", source: undefined })[1] };
  };
  const cancelled: readonly JobRecord[] = [accepted, { type: "cancelled", by: "ada@rig", reason: "a test" }];
  const damaged: readonly JobRecord[] = [...copied, found(1)];

  test.each([
    ["none is there yet", 1, [], "abc", "open"],
    ["one is there, and is enough", 1, [[], copied], "b", "passed"],
    ["one is there, and two are needed", 2, [copied], "abc", "open"],
    ["two are there, and are enough", 2, [copied, [], copied], "ac", "passed"],
    ["what is parked bars nothing while others may come", 1, [[...copied.slice(0, 1), parked]], "bc", "open"],
    ["what is parked bars where the others are too few", 3, [[...copied.slice(0, 1), parked]], "abc", "open"],
    ["what was given up bars nothing where another is there", 1, [cancelled, copied], "b", "passed"],
    ["what was given up bars where the others are too few", 3, [cancelled, copied, copied], "abc", "failed"],
    ["a copy that was found damaged is none", 1, [damaged, copied], "b", "passed"],
    ["nor is it enough by itself", 1, [damaged], "bc", "open"],
    ["more than there are means all", 9, [copied, copied], "abc", "open"],
  ] as const)("%s", (_what, enough, records, needed, state) => {
    const found = seen(enough, ...records);
    expect([found.needed, found.gate?.state]).toEqual([needed, state]);
  });

  test("the evidence says at how many of them it is", () => {
    expect(seen(1, copied).gate?.evidence).toMatch(
      /^at 2 of 4 destinations, as many as are needed: \/central\/s, \/\/a\/s;/,
    );
  });

  test("a number that can't be met is told, and the strictest of what is said of one folder counts", () => {
    const further = (needed: boolean | number, destination = "//x/s") => ({ destination, needed });
    const note = (needed: number) => ({
      extraIdentifyingInfo: { rigline_also_to: [{ destination: "//x/s", needed }] },
    });
    const text = renderManifest({ ...sampleManifest(), ...note(2) });
    expect(JSON.stringify(checkManifest(Buffer.from(text)))).toContain("`needed: 2` is said of 1 of them");
    expect(needObjection([further(1), further(1, "//y/s")])).toBeUndefined();
    expect(mergeDestinations("//own/s", [further(false), further(2), further(1)])).toEqual([further(2)]);
    expect(mergeDestinations("//own/s", [further(2), further(true)])).toEqual([further(true)]);
  });
});
