import { describe, expect, it } from "vitest";
import {
  buildSubmitRequest,
  checkSubmitRequest,
  fillPlaceholders,
  parseManifest,
  type JsonObject,
  type Manifest,
  type SubmitOptions,
  type UploadJob,
} from "../../src/index.js";
import { catchError } from "../catch-error.js";
import { golden, goldenJson, goldenManifests } from "../golden.js";
import { sampleLegacy, sampleManifest } from "../manifest-sample.js";

const PIPELINE = { codeocean_pipeline_settings: { behavior: { job_settings: { mount: "{{ destination }}/x" } } } };

/** The settings that clabe had when it wrote these manifests. */
const UPLOAD_TASKS: Readonly<Record<string, JsonObject>> = {
  "behavior_123456_2025-09-08_10-30-05": PIPELINE,
  "789012_2026-01-31T235959-0800": {
    ...PIPELINE,
    gather_preliminary_metadata: {
      job_settings: { data_description_settings: { tags: ["pilot"] }, metadata_dir: "{{ destination }}" },
    },
  },
};

function jobOf(manifest: Manifest, options?: SubmitOptions): UploadJob {
  return (buildSubmitRequest(manifest, options)["upload_jobs"] as unknown as UploadJob[])[0]!;
}

describe("buildSubmitRequest", () => {
  const { bodies } = goldenJson<{ bodies: Record<string, JsonObject> }>("watchdog-0.1.9/post_bodies.json");

  it.each(Object.keys(bodies))("makes of %s what aind-watchdog-service 0.1.9 posts", (file) => {
    const { manifest } = parseManifest(golden("watchdog-0.1.9", file));
    expect(buildSubmitRequest(manifest)).toEqual(bodies[file]);
  });

  it.each(["clabe-0.6.13", "clabe-0.14.1"].flatMap(goldenManifests))("makes what clabe wrote into %s", (file) => {
    const { manifest } = parseManifest(golden(file));
    const theirs = manifest.transferServiceArgs!;
    const [job] = theirs["upload_jobs"] as readonly JsonObject[];
    const ours = buildSubmitRequest(
      { ...manifest, transferServiceArgs: null, transferServiceJobType: job!["job_type"] as string },
      {
        userEmail: theirs["user_email"] as string,
        withPrefix: true,
        uploadTasks: UPLOAD_TASKS[manifest.name] ?? null,
      },
    );
    expect(ours).toEqual(theirs);
  });

  it("posts the manifest's own request as it stands", () => {
    const transferServiceArgs = { hello: 1 };
    expect(buildSubmitRequest(sampleManifest({ transferServiceArgs }))).toBe(transferServiceArgs);
  });

  it("keeps the wall time, whatever the zone", () => {
    const [job] = buildSubmitRequest(sampleManifest({ acquisitionDatetime: "2026-01-31T23:59:59.5-08:00" }), {
      withPrefix: true,
    })["upload_jobs"] as readonly JsonObject[];
    expect(job).toMatchObject({ acq_datetime: "2026-01-31T23:59:59", s3_prefix: "614173_2026-01-31_23-59-59" });
  });

  it("submits a renamed modality by its new name, from the folder that it has", () => {
    const request = buildSubmitRequest(sampleManifest({ modalities: { ophys: ["/data/ophys"] } }));
    expect(request).toMatchObject({
      upload_jobs: [
        {
          modalities: [{ abbreviation: "pophys" }],
          tasks: {
            modality_transformation_settings: {
              pophys: {
                job_settings: { input_source: "/allen/aind/stage/data/614173/614173_2026-07-14T090500-0700/ophys" },
              },
            },
          },
        },
      ],
    });
    expect(checkSubmitRequest(request)).toEqual([]);
  });

  it("lets upload tasks replace the default of their name, and add others", () => {
    const uploadTasks = {
      gather_preliminary_metadata: { skip_task: true },
      codeocean_pipeline_settings: { behavior: { job_settings: { x: "{{destination}}" } } },
    };
    const [job] = buildSubmitRequest(sampleManifest(), { uploadTasks })["upload_jobs"] as readonly JsonObject[];
    const folder = "/allen/aind/stage/data/614173/614173_2026-07-14T090500-0700";
    expect(job!["tasks"]).toMatchObject({
      gather_preliminary_metadata: { skip_task: true, job_settings: null },
      codeocean_pipeline_settings: { behavior: { skip_task: false, job_settings: { x: folder } } },
      modality_transformation_settings: { fib: { job_settings: { input_source: `${folder}/fib` } } },
    });
  });

  it("refuses unknown names with their place and the nearest", () => {
    expect(catchError(() => buildSubmitRequest(sampleManifest({ modalities: { behaviour: ["/x"] } })))).toMatchObject({
      code: "UNKNOWN_MODALITY",
      where: { path: "modalities.behaviour" },
      message: expect.stringContaining('"behavior"') as string,
    });
  });

  it("posts a platform that nobody knows as none, as aind-watchdog-service does", () => {
    for (const platform of ["MCD", "", "Behavior", "Behavior platform"])
      expect(jobOf(sampleManifest({ platform }), { withPrefix: true })).toMatchObject({
        platform: null,
        s3_prefix: "614173_2026-07-14_09-05-00",
      });
  });

  it("refuses two folders that become one modality, for one of them would be in no task", () => {
    for (const modalities of [
      { ophys: ["/x"], pophys: ["/y"] },
      { slap2: ["/x"], slap: ["/y"] },
    ])
      expect(catchError(() => buildSubmitRequest(sampleManifest({ modalities }))).code).toBe("MODALITY_TWICE");
  });

  it("posts old manifests to the default bucket, as 0.1.6 and later do; what clabe writes has that of its settings", () => {
    const legacy = sampleLegacy({ s3Bucket: "private" });
    expect(jobOf(sampleManifest({ legacy }))).toMatchObject({ s3_bucket: "default" });
    expect(jobOf(sampleManifest({ legacy }), { withPrefix: true })).toMatchObject({ s3_bucket: "private" });
    expect(jobOf(sampleManifest({ legacy }), { bucket: "open" })).toMatchObject({ s3_bucket: "open" });
  });

  it("posts an address as the service would write it", () => {
    const job = (uploadNotificationEmail: string) => jobOf(sampleManifest({ uploadNotificationEmail }));
    expect(job("Jane.Doe@AllenInstitute.ORG")).toMatchObject({ user_email: "Jane.Doe@alleninstitute.org" });
    expect(job("Jane <jane@b.org>")).toMatchObject({ user_email: "jane@b.org" });
    expect(job("jane..doe@b.org")).toMatchObject({ user_email: "jane..doe@b.org" });
  });

  it("joins Windows destinations with slashes", () => {
    const [job] = buildSubmitRequest(sampleManifest({ destination: "\\\\allen\\aind" }))[
      "upload_jobs"
    ] as readonly JsonObject[];
    expect(JSON.stringify(job)).toContain('"//allen/aind/614173_2026-07-14T090500-0700/behavior"');
  });
});

describe("fillPlaceholders", () => {
  it("fills values, not JSON: backslashes and quotes stay themselves", () => {
    const destination = 'C:\\data\\"x"\n$& $1';
    const filled = fillPlaceholders(
      { a: "{{ destination }}/y", b: ["{{destination}}", 1, null], c: { d: "{{ other }}", "{{ destination }}": true } },
      { destination },
    );
    expect(filled).toEqual({
      a: `${destination}/y`,
      b: [destination, 1, null],
      c: { d: "{{ other }}", "{{ destination }}": true },
    });
    expect(JSON.parse(JSON.stringify(filled))).toEqual(filled);
  });

  it("knows no names of JavaScript's own", () => {
    expect(fillPlaceholders({ a: "{{ constructor }}" }, {})).toEqual({ a: "{{ constructor }}" });
  });
});
