import { describe, expect, it } from "vitest";
import { renderError } from "@rigline/foundation/errors";
import {
  alsoToOf,
  DEFAULT_TRANSFER_ENDPOINT,
  deletesSource,
  laterOf,
  parseManifest,
  partsOf,
  patternsOf,
  remoteOf,
  renderManifest,
} from "../../src/index.js";
import { catchError } from "../catch-error.js";
import { golden, goldenManifests } from "../golden.js";

const MINIMAL = {
  name: "614173_2026-03-02_10-15-00",
  subject_id: "614173",
  acquisition_datetime: "2026-03-02T10:15:00-08:00",
  project_name: "Dynamic Routing",
  destination: "/allen/x",
  modalities: { behavior: ["/data/behavior"] },
};

/** JSON is YAML. */
function read(changes: object) {
  return parseManifest(JSON.stringify({ ...MINIMAL, ...changes }), { file: "m.yaml" });
}

function refused(changes: object) {
  return catchError(() => read(changes));
}

describe("parseManifest", () => {
  it("fills in what aind-watchdog-service fills in", () => {
    const { manifest, wholeness } = read({});
    // One pair of brackets around all of it, of which no beginning is a document.
    expect(wholeness).toBe("marked");
    expect(manifest).toEqual({
      name: "614173_2026-03-02_10-15-00",
      subjectId: "614173",
      acquisitionDatetime: "2026-03-02T10:15:00-08:00",
      scheduleTime: null,
      transferEndpoint: DEFAULT_TRANSFER_ENDPOINT,
      platform: null,
      projectName: "Dynamic Routing",
      uploadNotificationEmail: null,
      destination: "/allen/x",
      modalities: { behavior: ["/data/behavior"] },
      schemas: [],
      transferServiceJobType: "default",
      transferServiceArgs: null,
      deleteModalitiesSourceAfterSuccess: false,
      extraIdentifyingInfo: null,
      checksumModeOverride: null,
      legacy: null,
    });
  });

  it("takes a null endpoint for copying alone", () => {
    expect(read({ transfer_endpoint: null }).manifest.transferEndpoint).toBeNull();
  });

  it("reads what clabe 0.6.13 writes, its own keys too", () => {
    const { manifest, ignoredKeys } = parseManifest(
      golden("clabe-0.6.13/manifest_behavior_123456_2025-09-08_10-30-05.yaml"),
    );
    expect(ignoredKeys).toEqual([]);
    expect(manifest).toMatchObject({
      subjectId: "123456",
      platform: "behavior",
      scheduleTime: null,
      extraIdentifyingInfo: { a: 1, note: "yes" },
      legacy: {
        processorFullName: "john.doe,jane.smith",
        capsuleId: null,
        mount: null,
        s3Bucket: "private",
        script: {},
        forceCloudSync: true,
      },
    });
    expect(manifest.transferServiceArgs?.["user_email"]).toBe("john.doe@alleninstitute.org");
  });

  it.each(
    ["clabe-0.6.13", "clabe-0.14.1", "watchdog-0.1.5", "watchdog-0.1.6", "watchdog-0.1.9"].flatMap(goldenManifests),
  )("knows %s to be whole by its writer", (file) => {
    const { wholeness, ignoredKeys } = parseManifest(golden(file));
    expect(["asWritten", "ended"]).toContain(wholeness);
    expect(ignoredKeys).toEqual([]);
  });

  it("writes Windows paths with slashes", () => {
    const { manifest } = read({
      destination: "\\\\allen\\aind\\scratch",
      modalities: { behavior: ["C:\\data\\behavior\\"] },
      schemas: ["D:\\data\\session.json"],
    });
    expect(manifest.destination).toBe("//allen/aind/scratch");
    expect(manifest.modalities).toEqual({ behavior: ["C:/data/behavior"] });
    expect(manifest.schemas).toEqual(["D:/data/session.json"]);
  });

  it("gives JSON values of what is passed on: dates and integers beyond 2^53 as text", () => {
    const text = `${JSON.stringify(MINIMAL).slice(0, -1)}, extra_identifying_info: {when: 2026-03-02, at: 2026-03-02 10:00:00 -7, big: 12345678901234567890, t: 20:00:00, n: ~}}`;
    expect(parseManifest(text).manifest.extraIdentifyingInfo).toEqual({
      when: "2026-03-02",
      at: "2026-03-02T10:00:00-07:00",
      big: "12345678901234567890",
      t: 72_000,
      n: null,
    });
  });

  it.each([
    [{ subject_id: 614_173 }, { subjectId: "614173" }],
    [{ subject_id: "calibration" }, { subjectId: "calibration" }],
    [{ subject_id: "000123" }, { subjectId: "000123" }],
    [{ delete_modalities_source_after_success: "yes" }, { deleteModalitiesSourceAfterSuccess: true }],
    [{ delete_modalities_source_after_success: 0 }, { deleteModalitiesSourceAfterSuccess: false }],
    [{ acquisition_datetime: "2026-03-02 10:15:00.25+00:00" }, { acquisitionDatetime: "2026-03-02T10:15:00.250000Z" }],
    [{ schedule_time: "9:5:0" }, { scheduleTime: "09:05:00" }],
    [{ checksum_mode_override: "no_check" }, { checksumModeOverride: "no_check" }],
    [{ platform: null, name: null }, { name: "614173_2026-03-02_10-15-00" }],
    [{ platform: "behavior", name: null }, { name: "behavior_614173_2026-03-02_10-15-00" }],
    [{ name: "naive.name.with.dots" }, { name: "naive.name.with.dots" }],
  ])("reads %j", (changes, values) => {
    expect(read(changes).manifest).toMatchObject(values);
  });

  it.each([
    [{ name: 5 }, "name", "expected text, not 5"],
    [{ subject_id: 1.5 }, "subject_id", "subject's id"],
    [{ subject_id: "" }, "subject_id", "subject's id"],
    [{ subject_id: true }, "subject_id", "subject's id"],
    [{ subject_id: [1] }, "subject_id", "not a list"],
    [{ acquisition_datetime: "yesterday" }, "acquisition_datetime", '"yesterday"'],
    [{ acquisition_datetime: "2026-02-30T10:00:00" }, "acquisition_datetime", "date and time"],
    [{ acquisition_datetime: {} }, "acquisition_datetime", "a mapping"],
    [{ schedule_time: "25:00:00" }, "schedule_time", "time such as 20:00:00"],
    [{ schedule_time: 90_000 }, "schedule_time", "90000"],
    [{ schedule_time: -1 }, "schedule_time", "-1"],
    [{ schedule_time: true }, "schedule_time", "true"],
    [{ transfer_endpoint: 80 }, "transfer_endpoint", "expected text"],
    [{ destination: "" }, "destination", "a path"],
    [{ destination: null }, "destination", "not null"],
    [{ modalities: null }, "modalities", "modalities"],
    [{ modalities: ["behavior"] }, "modalities", "modalities"],
    [{ modalities: { behavior: [1] } }, "modalities.behavior[0]", "a path, not 1"],
    [{ modalities: { behavior: null } }, "modalities.behavior", "a list of paths, not null"],
    [{ schemas: "/x.json" }, "schemas", "a list of paths"],
    [{ transfer_service_args: [] }, "transfer_service_args", "keys and values"],
    [{ transfer_service_args: "x" }, "transfer_service_args", "keys and values"],
    [{ delete_modalities_source_after_success: "maybe" }, "delete_modalities_source_after_success", "true or false"],
    [{ delete_modalities_source_after_success: 2 }, "delete_modalities_source_after_success", "true or false"],
    [{ checksum_mode_override: "md5" }, "checksum_mode_override", "crc32"],
    [{ transfer_service_job_type: null }, "transfer_service_job_type", "expected text"],
  ])("refuses %j", (changes, path, message) => {
    const error = refused(changes);
    expect(error).toMatchObject({ code: "MANIFEST_VALUE_INVALID", where: { file: "m.yaml", path, line: 1 } });
    expect(error.message).toContain(message);
  });

  it.each([
    [{ name: "../elsewhere" }, "name"],
    [{ name: "a/b" }, "name"],
    [{ name: "CON" }, "name"],
    [{ name: "x." }, "name"],
    [{ name: "" }, "name"],
    [{ modalities: { "../../up": ["/x"] } }, 'modalities["../../up"]'],
    [{ modalities: { "..": ["/x"] } }, 'modalities[".."]'],
    [{ subject_id: "../1", name: null }, "name"],
  ])("lets no name lead out of the destination: %j", (changes, path) => {
    expect(refused(changes)).toMatchObject({ code: "MANIFEST_NAME_UNUSABLE", where: { path } });
  });

  it("refuses __proto__ as a modality, and never drops it", () => {
    for (const keys of ['"__proto__"', '"fib": [], "__proto__"']) {
      const error = catchError(() => parseManifest(JSON.stringify(MINIMAL).replace('"behavior"', keys)));
      expect(error).toMatchObject({ code: "MANIFEST_NAME_UNUSABLE", where: { path: "modalities.__proto__" } });
    }
  });

  it("keeps __proto__ in what is passed on, as a key like any other", () => {
    const text = JSON.stringify({ ...MINIMAL, extra_identifying_info: { x: 1 } }).replace('"x"', '"__proto__"');
    expect(JSON.stringify(parseManifest(text).manifest.extraIdentifyingInfo)).toBe('{"__proto__":1}');
    expect(renderManifest(parseManifest(text).manifest)).toContain("  __proto__: 1\n");
  });

  it("refuses a manifest without data", () => {
    expect(refused({ modalities: {} })).toMatchObject({ code: "MANIFEST_NO_DATA", where: { path: "modalities" } });
    expect(refused({ modalities: undefined }).code).toBe("MANIFEST_NO_DATA");
  });

  it("says which key is missing, and which was probably meant for it", () => {
    expect(refused({ project_name: undefined, projectname: "x" })).toMatchObject({
      code: "MANIFEST_KEY_MISSING",
      message: 'm.yaml: the key project_name is missing; there is "projectname": did you mean "project_name"?',
    });
    expect(refused({ destination: undefined }).message).toBe("m.yaml: the key destination is missing");
  });

  it("tells everything that is wrong at once, each with its line", () => {
    const error = catchError(() => parseManifest("subject_id: 1.5\nschedule_time: noon\nname: x\nmodalities: {}\n"));
    expect(error.problems.map(({ code, where }) => [code, where.path, where.line])).toEqual([
      ["MANIFEST_VALUE_INVALID", "subject_id", 1],
      ["MANIFEST_KEY_MISSING", "acquisition_datetime", 1],
      ["MANIFEST_VALUE_INVALID", "schedule_time", 2],
      ["MANIFEST_KEY_MISSING", "project_name", 1],
      ["MANIFEST_KEY_MISSING", "destination", 1],
    ]);
    expect(error.why).toContain("line 2: schedule_time");
  });

  it("notices what was probably not meant, and takes the manifest", () => {
    const text = `${JSON.stringify(MINIMAL).slice(0, -1).replace('"614173"', "000123")},\nschedule_tme: 20:00:00, zzz: 1}`;
    const { manifest, ignoredKeys, notices } = parseManifest(text, { file: "m.yaml" });
    expect(manifest.subjectId).toBe("83");
    expect(manifest.scheduleTime).toBeNull();
    expect(ignoredKeys).toEqual(["schedule_tme", "zzz"]);
    expect(notices.map(({ code, message, where }) => [code, message, where.line])).toEqual([
      ["MANIFEST_VALUE_MISREAD", "subject_id: to the Python programs 000123 is 83", 1],
      ["MANIFEST_KEY_IGNORED", 'the key "schedule_tme" is ignored. Did you mean "schedule_time"?', 2],
      ["MANIFEST_KEY_IGNORED", 'the key "zzz" is ignored.', 2],
    ]);
    expect(read({}).notices).toEqual([]);
  });

  it("advises quotes for values that YAML takes for something else", () => {
    const yaml = (line: string) => catchError(() => parseManifest(`${line}\n`)).message;
    expect(yaml("name: 20:00:00")).toContain("20:00:00 (if it is meant as text, put it in quotes)");
    expect(yaml("name: 2026-03-02")).toContain("not 2026-03-02 (if it is meant as text, put it in quotes)");
  });

  it.each([
    [
      'destination: "Z:\\new\\test"',
      "destination",
      String.raw`"Z:\new\test" holds a control character: in double quotes \n is no backslash`,
    ],
    ['schemas: ["Z:\\a", "C:\\temp"]', "schemas[0]", String.raw`in double quotes \a is no backslash`],
    ['modalities: {fib: ["C:\\temp"]}', "modalities.fib[0]", String.raw`in double quotes \t is no backslash`],
  ])("tells what YAML made of a backslash: %s", (line, path, message) => {
    const error = catchError(() => parseManifest(withLine(line)));
    expect(error).toMatchObject({ code: "MANIFEST_VALUE_INVALID", where: { path } });
    expect(error.message).toContain(message);
    expect(error.message).toContain("with / or in single quotes");
  });

  it("tells a file's control characters as they are, for whoever shows them to escape", () => {
    const error = catchError(() => parseManifest(withLine('"a\\x9b2J": 1\n"a\\x9b2J": 2')));
    expect(error.message).toContain("a\u009B2J");
    expect(renderError(error).replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
    const { notices } = parseManifest(withLine('"\\x9b2J": 1'));
    expect(notices.map(({ message }) => message).join()).toContain('the key "\u009B2J" is ignored');
  });

  it("is stopped by nothing that has no effect, and tells it", () => {
    const told = (line: string) => parseManifest(withLine(line)).notices.map(({ code, where }) => [code, where.path]);
    expect(told("checksum_mode: crc32")).toEqual([["MANIFEST_KEY_IGNORED", "checksum_mode"]]);
    expect(told("12: x")).toEqual([["MANIFEST_KEY_IGNORED", "12"]]);
    expect(told("capsule_id: 0000")).toContainEqual(["MANIFEST_VALUE_UNUSED", "capsule_id"]);
    expect(told("processor_full_name: x\ns3_bucket: public")).toEqual([["MANIFEST_VALUE_UNUSED", "s3_bucket"]]);
    expect(told("total_data_size: 12")).toEqual([]);
    expect(told("platform: MCD")).toEqual([["UNKNOWN_PLATFORM", "platform"]]);
    const western = Buffer.from(withLine("extra_identifying_info: {a: \u00E4}"), "latin1");
    expect(parseManifest(western).notices.map(({ code }) => code)).toEqual(["MANIFEST_ENCODING"]);
  });

  it("passes on what JSON has, and refuses to post what it has not, at its place", () => {
    const { manifest } = parseManifest(withLine("transfer_service_args: {a: !!binary aGVsbG8=, b: !!omap [c: 1]}"));
    expect(manifest.transferServiceArgs).toEqual({ a: "hello", b: [["c", 1]] });
    for (const value of [".inf", "!!binary /w=="])
      expect(catchError(() => parseManifest(withLine(`transfer_service_args: {a: [1, ${value}]}`)))).toMatchObject({
        code: "MANIFEST_VALUE_INVALID",
        where: { path: "transfer_service_args.a[1]" },
      });
    const { extraIdentifyingInfo } = parseManifest(withLine("extra_identifying_info: {a: .nan, yes: 1}")).manifest;
    expect(extraIdentifyingInfo).toEqual({ a: null, true: 1 });
  });

  it("takes a number of seconds for UTC, as the service does, and what stands unquoted as a time for the rig's clock", () => {
    const schedule = (value: string) => parseManifest(withLine(`schedule_time: ${value}`)).manifest.scheduleTime;
    expect(schedule("72000")).toBe("20:00:00Z");
    expect(schedule("20:00:00")).toBe("20:00:00");
    expect(schedule("0110")).toBe("00:01:12Z");
  });
});

/** A good manifest with lines put in the place of those with the same keys. */
function withLine(lines: string): string {
  const keys = lines.split("\n").map((line) => line.split(":")[0]);
  const good = [
    "name: n",
    "subject_id: '1'",
    "acquisition_datetime: '2026-03-02T10:15:00'",
    "project_name: p",
    "destination: /d",
    "modalities: {behavior: [/x]}",
  ];
  return `${[...good.filter((line) => !keys.includes(line.split(":")[0])), lines].join("\n")}\n`;
}

describe("what is said to Rigline alone", () => {
  const noted = (notes: object) =>
    parseManifest(JSON.stringify({ ...MINIMAL, extra_identifying_info: notes }), { file: "m.yaml" });

  it("patterns, one or several, and whether the source is deleted", () => {
    const { manifest, notices } = noted({ rigline_include: "behavior", rigline_exclude: ["*.tmp"] });
    expect([patternsOf(manifest), deletesSource(manifest), notices]).toEqual([
      { include: ["behavior"], exclude: ["*.tmp"] },
      false,
      [],
    ]);
    expect(deletesSource(noted({ rigline_delete_source: true }).manifest)).toBe(true);
    expect(patternsOf(noted({}).manifest)).toEqual({ include: [], exclude: [] });
  });

  it.each([
    [{ rigline_include: 5 }],
    [{ rigline_exclude: [""] }],
    [{ rigline_delete_source: "perhaps" }],
    [{ rigline_later: { files: ["*.avi"] } }],
    [{ rigline_later: { files: ["*.avi"], at: "20:00", publish_first: true } }],
    [{ rigline_parts: [] }],
    [{ rigline_parts: ["behavior", "a/b"] }],
    [{ rigline_parts: ["behavior", "behavior"] }],
    [{ rigline_parts: ["behaviour"] }],
    [{ rigline_also_to: [] }],
    [{ rigline_also_to: ["//other/share"] }],
    [{ rigline_also_to: [{ destination: "" }] }],
    [{ rigline_also_to: [{ destination: "/other", neeeded: true }] }],
    [{ rigline_also_to: [{ destination: "/allen/x/" }] }],
    [{ rigline_also_to: [{ destination: "//A/b" }, { destination: "//a/B" }] }],
    [{ rigline_copy_of: { manifest: "m.yml" } }],
    [{ rigline_also_to: [{ destination: "s3://lab" }] }],
    [{ rigline_also_to: [{ destination: "s3://lab/x" }, { destination: "s3://lab/x/" }] }],
    [{ rigline_remote: "s3://lab" }],
    [{ rigline_remote: "/a/folder" }],
  ])("a value that can't be meant is refused with its place: %o", (notes) => {
    const error = catchError(() => noted(notes));
    const path = `extra_identifying_info.${Object.keys(notes)[0]}`;
    expect(error).toMatchObject({ code: "MANIFEST_VALUE_INVALID", where: { path } });
  });

  it.each([
    [
      { rigline_also_to: [{ destination: "/other", needed: "perhaps" }] },
      'how many of those that say the same, not "perhaps" at [0].needed',
    ],
    [
      { rigline_also_to: [{ destination: "/other" }, { destiny: "/x" }] },
      "how many of those that say the same, not nothing at [1].destination",
    ],
    [
      { rigline_also_to: [{ destination: "/o", neded: false }] },
      "how many of those that say the same, not false at [0].neded",
    ],
    [{ rigline_also_to: "//other" }, 'how many of those that say the same, not "//other"'],
    [{ rigline_exclude: ["a", 5] }, "a list of patterns, not 5 at [1]"],
  ])("what is wrong in a value is told with its place: %o", (notes, said) => {
    expect(catchError(() => noted(notes)).message.endsWith(said), said).toBe(true);
  });

  it("a store in place of the destination, and one beside it", () => {
    const { manifest } = noted({ rigline_remote: "s3://lab/x/", rigline_also_to: [{ destination: "rclone:nas:x" }] });
    expect(remoteOf(manifest)).toBe("s3://lab/x");
    expect(alsoToOf(manifest)).toEqual([{ destination: "rclone:nas:x", needed: true }]);
    expect(remoteOf(noted({}).manifest)).toBeUndefined();
  });

  it("what waits for an hour of its own", () => {
    const read = (later: unknown) => laterOf(noted({ rigline_later: later }).manifest);
    expect(read({ files: "*.avi", at: "20:00" })).toEqual({ patterns: ["*.avi"], at: "20:00:00", publishFirst: false });
    expect(read({ files: ["behavior"], at: "20:00", publish_first: true })).toMatchObject({ publishFirst: true });
    expect(read(null)).toBeUndefined();
  });

  it("the parts of a session", () => {
    expect(partsOf(noted({ rigline_parts: ["ecephys", "behavior"] }).manifest)).toEqual(["ecephys", "behavior"]);
    expect(partsOf(noted({}).manifest)).toBeUndefined();
  });

  it("a key that is none of Rigline's is told with the nearest", () => {
    expect(noted({ rigline_exlude: ["*.tmp"], rig: "A" }).notices).toEqual([
      expect.objectContaining({
        code: "MANIFEST_KEY_IGNORED",
        message: expect.stringContaining('Did you mean "rigline_exclude"?'),
      }),
    ]);
  });
});
