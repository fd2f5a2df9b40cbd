import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { WatchdogOptionsSchema } from "../../src/options/watchdog-options.js";

// From the root of whichever disk this is: Windows takes no path without one.
const least = { destination: resolve("/central"), project_name: "Example", transfer_endpoint: null };

function complaints(options: object): string[] {
  const { error } = WatchdogOptionsSchema.safeParse(options);
  return (error?.issues ?? []).map((issue) => `${issue.path.join(".")}: ${issue.message}`);
}

describe("the options", () => {
  test("three keys are enough, and the rest is as clabe has it", () => {
    expect(WatchdogOptionsSchema.parse(least)).toEqual({
      ...least,
      also_to: [],
      notify: [],
      schedule_time: "20:00:00",
      include: [],
      exclude: [],
      on_mapper_failure: "skip",
      job_type: "default",
      delete_modalities_source_after_success: false,
      force_cloud_sync: true,
      safe_to_delete_when: "accepted",
      allow_local_destination: false,
      service: "auto",
      manifest_flavour: "auto",
      wait_seconds: 30,
      confirm: false,
      transfer_on: "always",
      user_email_of: "first",
      email_domain: "alleninstitute.org",
      logs_modality: "behavior",
    });
  });

  test("a whole section of clabe 0.6.13 is read", () => {
    const section = {
      destination: process.platform === "win32" ? "//allen/aind/scratch/vr-foraging/data" : "/allen/aind/data",
      schedule_time: "20:00",
      project_name: "Cognitive flexibility in patch foraging",
      platform: "behavior",
      capsule_id: null,
      script: {},
      s3_bucket: "private",
      mount: null,
      force_cloud_sync: false,
      transfer_endpoint: "http://aind-data-transfer-service-dev/api/v2/submit_jobs",
      delete_modalities_source_after_success: false,
      extra_identifying_info: { rig: "4A" },
      upload_tasks: { codeocean: { skip_task: true, job_settings: { at: "{{ destination }}/x" } } },
      job_type: "vr_foraging_v2",
    };
    expect(WatchdogOptionsSchema.parse(section)).toMatchObject({ ...section, schedule_time: "20:00:00" });
  });

  test("a section of current clabe is read", () => {
    const extra_modality_data = { fib: [resolve("/data/fib/today")] };
    expect(WatchdogOptionsSchema.parse({ ...least, extra_modality_data }).extra_modality_data).toEqual(
      extra_modality_data,
    );
  });

  test.each(["destination", "flag_dir", "manifest_complete", "watch_config"])(
    "%s must be a path of this system",
    (key) => {
      const foreign = process.platform === "win32" ? "/allen/aind" : "\\\\allen\\aind";
      expect(complaints({ ...least, [key]: foreign }).join()).toContain(`${key}: can't be used as a path`);
      expect(complaints({ ...least, [key]: "~/x" }).join()).toContain(`${key}: can't be used as a path`);
    },
  );

  test("a folder of extra_modality_data must be one too", () => {
    expect(complaints({ ...least, extra_modality_data: { fib: ["/data/x", "$FIB/today"] } }).join()).toContain(
      "extra_modality_data.fib.1: can't be used as a path: variables such as $FIB",
    );
  });

  test.each([
    ["{{ destinaton }}/x", "{{ destinaton }} is filled in by nothing: the only name there is {{ destination }}"],
    ["{{subject}}", "{{subject}} is filled in by nothing"],
    ["{{ a.b | c }}", "{{ a.b | c }} is filled in by nothing"],
    ["{destination}/x", "{destination} is written with two braces: {{ destination }}"],
  ])("%j in upload_tasks is refused where it stands", (text, message) => {
    const upload_tasks = { qc: { job_settings: { paths: ["a", text] } } };
    expect(complaints({ ...least, upload_tasks }).join()).toContain(`upload_tasks.qc.job_settings.paths.1: ${message}`);
  });

  test.each(["{{ destination }}/x", "{{destination}}", '{"a": {"b": 1}}', "${x} {0}"])("%j is not", (text) => {
    expect(complaints({ ...least, upload_tasks: { qc: { job_settings: { text } } } })).toEqual([]);
  });

  test("an endpoint must be given: there is no server that data go to by omission", () => {
    const { transfer_endpoint: _, ...rest } = least;
    expect(complaints(rest).join()).toMatch(/transfer_endpoint: must be given: .* or null to copy without submitting/);
  });

  test.each(["localhost:8080/x", "ftp://host/x", "", "not an address"])(
    "the endpoint %j is refused",
    (transfer_endpoint) => {
      expect(complaints({ ...least, transfer_endpoint }).join()).toContain("http:// or https://");
    },
  );

  test("a misspelt key is refused", () => {
    expect(complaints({ ...least, projct_name: "x" }).join()).toContain("projct_name");
  });

  test.each([
    [{ capsule_id: "abc" }, "mount: capsule_id needs mount"],
    [{ mount: "data" }, "capsule_id: mount needs capsule_id"],
  ])("%j alone is refused", (half, message) => {
    expect(complaints({ ...least, ...half }).join()).toContain(message);
  });

  test("capsule_id and mount together are read", () => {
    expect(complaints({ ...least, capsule_id: "abc", mount: "data" })).toEqual([]);
  });

  test("the JSON Schema for editors can be made of it", () => {
    const schema = z.toJSONSchema(WatchdogOptionsSchema, { io: "input" }) as {
      required?: string[];
      properties?: object;
    };
    expect(schema.required).toEqual(["destination", "project_name", "transfer_endpoint"]);
    expect(Object.keys(schema.properties ?? {})).toContain("wait_seconds");
  });
});
