import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseManifest, renderManifest } from "../../src/index.js";
import { golden, goldenManifests } from "../golden.js";
import { sampleManifest } from "../manifest-sample.js";

const LEGACY = {
  processorFullName: "jane.doe",
  capsuleId: null,
  mount: null,
  s3Bucket: "private",
  script: {},
  forceCloudSync: true,
} as const;

describe("renderManifest", () => {
  it("writes the keys of the current form, sorted, with nulls and quotes", () => {
    expect(renderManifest(sampleManifest())).toBe(`# Whole when its last line is three dots.

acquisition_datetime: "2026-07-14T09:05:00-07:00"
checksum_mode_override: null
delete_modalities_source_after_success: false
destination: "/allen/aind/stage/data/614173"
extra_identifying_info: null
modalities:
  behavior:
  - "/data/614173/s1/behavior"
  fib:
  - "/data/614173/s1/fib"
name: "614173_2026-07-14T090500-0700"
platform: null
project_name: "Dynamic Routing"
schedule_time: "20:00:00"
schemas:
- "/data/614173/s1/session.json"
subject_id: "614173"
transfer_endpoint: "http://aind-data-transfer-service/api/v2/submit_jobs"
transfer_service_args: null
transfer_service_job_type: "default"
upload_notification_email: "jane.doe@alleninstitute.org"
...
`);
  });

  it.each(goldenManifests("clabe-0.6.13"))("writes the values that clabe 0.6.13 wrote into %s", (file) => {
    const theirs = parse(golden(file), { version: "1.1" }) as Record<string, unknown>;
    const ours = parse(renderManifest(parseManifest(golden(file)).manifest, { flavour: "clabe-0.6.13" })) as object;
    // Its fraction of a second is what makes its watchdog refuse that one.
    expect(ours).toEqual({ ...theirs, schedule_time: (theirs["schedule_time"] as string | null)?.slice(0, 8) ?? null });
  });

  it.each(goldenManifests("clabe-0.14.1"))("writes the values that clabe 0.14.1 wrote into %s", (file) => {
    const theirs = parse(golden(file), { version: "1.1" }) as Record<string, unknown>;
    const ours = parse(renderManifest(parseManifest(golden(file)).manifest)) as object;
    const schedule_time = (theirs["schedule_time"] as string | null)?.slice(0, 8) ?? null;
    expect(ours).toEqual({ ...theirs, schedule_time, upload_notification_email: null });
  });

  it("reads back what it wrote, in both forms", () => {
    const manifest = sampleManifest({
      subjectId: "000123",
      extraIdentifyingInfo: { "=": "<<", "1e3": "yes", when: "20:00:00", nested: { list: [1, null, "é\t\n"] } },
      checksumModeOverride: "file_size",
      deleteModalitiesSourceAfterSuccess: true,
    });
    expect(parseManifest(renderManifest(manifest)).manifest).toEqual(manifest);
    const legacy = { ...manifest, legacy: LEGACY, uploadNotificationEmail: null, checksumModeOverride: null };
    expect(parseManifest(renderManifest(legacy, { flavour: "clabe-0.6.13" })).manifest).toEqual(legacy);
  });

  it("writes a subject as a number in the old form only when that is the same", () => {
    const subject = (subjectId: string) =>
      (parse(renderManifest(sampleManifest({ subjectId }), { flavour: "clabe-0.6.13" })) as { subject_id: unknown })
        .subject_id;
    expect(subject("614173")).toBe(614_173);
    expect(subject("000123")).toBe("000123");
    expect(subject("calibration")).toBe("calibration");
    expect(subject("12345678901234567890")).toBe("12345678901234567890");
  });

  it("writes Windows paths with slashes, which Python joins right", () => {
    const text = renderManifest(
      sampleManifest({
        destination: "\\\\allen\\aind\\stage",
        modalities: { behavior: ["C:\\data\\s1\\behavior"] },
        schemas: ["C:\\data\\s1\\session.json"],
      }),
    );
    expect(text).toContain('destination: "//allen/aind/stage"');
    expect(text).toContain('- "C:/data/s1/behavior"');
    expect(text).not.toContain("\\");
  });
});
