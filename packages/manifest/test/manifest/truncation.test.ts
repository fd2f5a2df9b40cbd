import { RiglineError } from "@rigline/foundation/errors";
import { describe, expect, it } from "vitest";
import { parseManifest, provesWhole, renderManifest, type Manifest, type ManifestFlavour } from "../../src/index.js";
import { golden, goldenManifests } from "../golden.js";
import { sampleManifest } from "../manifest-sample.js";

interface Cut {
  readonly bytes: number;
  readonly manifest: Manifest;
  readonly isProven: boolean;
}

/** The beginnings of a file that are read as a manifest; all others must be refused with a code. */
function readCuts(text: string, lengths: Iterable<number> = everyByte(text)): Cut[] {
  const whole = Buffer.from(text);
  const read: Cut[] = [];
  for (const bytes of lengths)
    try {
      const { manifest, wholeness } = parseManifest(whole.subarray(0, bytes));
      read.push({ bytes, manifest, isProven: provesWhole(wholeness) });
    } catch (error) {
      expect(error).toBeInstanceOf(RiglineError);
      expect((error as RiglineError).code).toMatch(/^[A-Z_]+$/);
    }
  return read;
}

function everyByte(text: string): number[] {
  return Array.from({ length: Buffer.byteLength(text) }, (_, bytes) => bytes);
}

/** At every line's end, just after it, and in its middle; for files of plain ASCII. */
function aroundLines(text: string): Set<number> {
  const ends = [...text.matchAll(/\n/g)].map(({ index }) => index);
  const middles = ends.map((end, index) => Math.floor((end + (ends[index - 1] ?? 0)) / 2));
  const cuts = [...ends.flatMap((end) => [end, end + 1]), ...middles];
  return new Set(cuts.filter((bytes) => bytes >= 0 && bytes < text.length));
}

const request = { upload_jobs: [{ project_name: "é", subject_id: "000123" }], user_email: null };

describe("a manifest that proves whole by its form", () => {
  it.each(["clabe-0.6.13", "clabe-0.14.1"].flatMap(goldenManifests))("is clabe's: %s", (file) => {
    expect(parseManifest(golden(file)).wholeness).toBe("ended");
    expect(parseManifest(golden(file).replaceAll("\n", "\r\n")).wholeness).toBe("ended");
  });

  it.each([
    ["watchdog-0.1.5/manifest_behavior_614173_2026-03-02_10-15-00.yml", "ended"],
    // Of its last mapping more keys could come.
    ["watchdog-0.1.5/manifest_behavior_614174_2026-07-14_09-05-00.yml", "asWritten"],
    ["watchdog-0.1.9/manifest_614174_2026-07-14_09-05-00.yml", "ended"],
    // What comes last there is left out when it is null.
    ["watchdog-0.1.9/manifest_614173_2026-03-02_10-15-00.yml", "asWritten"],
  ])("is the service's where it ends with its last key: %s, %s", (file, wholeness) => {
    expect(parseManifest(golden(file)).wholeness).toBe(wholeness);
  });
});

describe("a manifest cut at any byte", () => {
  it.each<ManifestFlavour>(["current", "clabe-0.6.13"])(
    "of ours is refused, but for its last line end: %s",
    (flavour) => {
      const text = renderManifest(sampleManifest({ transferServiceArgs: request, platform: "behavior" }), { flavour });
      const [last, ...others] = readCuts(text);
      expect(others).toEqual([]);
      expect(last?.bytes).toBe(Buffer.byteLength(text) - 1);
      expect(last?.manifest).toEqual(parseManifest(text).manifest);
    },
  );

  it.each(["clabe-0.6.13", "clabe-0.14.1", "watchdog-0.1.5"].flatMap(goldenManifests))(
    "of a program that writes every key is refused: %s",
    (file) => {
      expect(readCuts(golden(file), aroundLines(golden(file)))).toEqual([]);
    },
  );

  it.each([
    "clabe-0.6.13/manifest_123456_2025-09-08T173005Z.yaml",
    "clabe-0.14.1/manifest_000123_2026-05-01T080000Z.yaml",
  ])("of clabe is refused at each of its last bytes: %s", (file) => {
    expect(readCuts(golden(file), everyByte(golden(file)).slice(-400))).toEqual([]);
  });

  it.each(["watchdog-0.1.6", "watchdog-0.1.9"].flatMap(goldenManifests).filter((file) => !file.includes("000123")))(
    "of the current service lacks at most what that writes last, and leaves out when it is null: %s",
    (file) => {
      const whole = parseManifest(golden(file)).manifest;
      const { extraIdentifyingInfo, checksumModeOverride } = whole;
      for (const { manifest } of readCuts(golden(file), aroundLines(golden(file))))
        expect({ ...manifest, extraIdentifyingInfo, checksumModeOverride }).toEqual(whole);
    },
  );

  it("by hand can't be told at the end of a line, and says so", () => {
    const text = "name: n\nsubject_id: 1\nacquisition_datetime: 2026-03-02\nproject_name: p\ndestination: /d\n";
    const lines = `${text}modalities:\n  behavior: [/b]\n  fib: [/f]\n`;
    expect(parseManifest(lines.replace("  fib: [/f]\n", "")).wholeness).toBe("unknown");
    expect(parseManifest(`${lines}...\n`).wholeness).toBe("marked");
  });

  it("by hand in the service's order is no cut one of the service's, which leaves nulls out", () => {
    const text = "name: n\nsubject_id: 1\nacquisition_datetime: 2026-03-02\ntransfer_endpoint: null\nproject_name: p\n";
    const { wholeness, manifest } = parseManifest(`${text}destination: /d\nmodalities:\n  fib: [/f]\nschemas: []\n`);
    expect(wholeness).toBe("unknown");
    expect(manifest.transferEndpoint).toBeNull();
  });

  it.each(
    ["clabe-0.6.13", "clabe-0.14.1", "watchdog-0.1.5", "watchdog-0.1.6", "watchdog-0.1.9"].flatMap(goldenManifests),
  )("is never proved whole by its form: %s", (file) => {
    const cuts = readCuts(golden(file), aroundLines(golden(file)));
    expect(cuts.filter(({ isProven }) => isProven)).toEqual([]);
  });

  it("of a value that PyYAML has broken into two lines is not proved whole by the first", () => {
    const whole = golden("clabe-0.14.1/manifest_000123_2026-05-01T080000Z.yaml");
    const long = `transfer_service_job_type: ${"word ".repeat(20)}`.slice(0, 85).trimEnd();
    const [key] = /transfer_service_job_type: .*\n$/.exec(whole) ?? [];
    const broken = whole.replace(key ?? "", `${long}\n  and on\n`);
    expect(readCuts(broken, [broken.length - "  and on\n".length])).toMatchObject([{ isProven: false }]);
  });

  it("of the service is known to be whole without an endpoint, and as JSON", () => {
    const file = "watchdog-0.1.9/manifest_behavior_000123_2026-03-02_10-15-00.yml";
    expect(parseManifest(golden(file)).wholeness).toBe("asWritten");
    const json = JSON.stringify({
      subject_id: 1,
      acquisition_datetime: "2026-03-02",
      project_name: "p",
      destination: "/d",
    });
    const whole = json.replace("}", ', "modalities": {"fib": ["/f"]}}\n');
    expect(parseManifest(whole).wholeness).toBe("marked");
    expect(readCuts(whole, everyByte(whole).slice(0, -1))).toEqual([]);
  });

  it("is told what to do", () => {
    const text = renderManifest(sampleManifest());
    const cut = text.slice(0, text.indexOf("transfer_endpoint"));
    expect(() => parseManifest(cut, { file: "m.yaml" })).toThrowError(
      expect.objectContaining({
        code: "MANIFEST_TRUNCATED",
        message: "m.yaml is cut off: it lacks the line of three dots at its end",
        todo: expect.stringContaining("`...`") as string,
      }) as Error,
    );
  });

  it("is whole when a person ends another's form with three dots", () => {
    const text = golden("watchdog-0.1.9/manifest_614173_2026-03-02_10-15-00.yml");
    const shortened = text.slice(0, text.indexOf("transfer_service_job_type"));
    expect(() => parseManifest(shortened)).toThrowError("transfer_service_job_type");
    expect(parseManifest(`${shortened}...\n`).wholeness).toBe("marked");
  });

  it("keeps its mark under CRLF", () => {
    const text = renderManifest(sampleManifest()).replaceAll("\n", "\r\n");
    expect(parseManifest(text).wholeness).toBe("marked");
    expect(() => parseManifest(text.slice(0, -"...\r\n".length))).toThrowError("cut off");
  });
});
