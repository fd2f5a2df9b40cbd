import { expect, test } from "vitest";
import type { FollowedUpload } from "../../src/job/followed-upload.js";
import {
  jobStatusQuery,
  jobStatusUrl,
  readJobStatuses,
  uploadStateOf,
  type ToldJob,
} from "../../src/job/upload-status.js";
import { namesOfUploads } from "../../src/submit-request/names-of-uploads.js";

const NAME = "614173_2026-07-14_09-05-00";
const followed: FollowedUpload = {
  manifest: "manifest_s.yml",
  digest: "d",
  names: [NAME],
  url: "http://dts/api/v1/get_job_status_list",
  since: "2026-07-14T16:05:00Z",
};
const job = (state: string, more: Partial<ToldJob> = {}): ToldJob => ({
  job_id: "manual__1",
  job_state: state,
  name: NAME,
  comment: null,
  submit_time: "2026-07-14T16:06:00Z",
  ...more,
});

test.each([
  ["http://dts/api/v2/submit_jobs", "http://dts/api/v1/get_job_status_list"],
  ["https://dts.test:8443/below/api/v2/submit_jobs", "https://dts.test:8443/below/api/v1/get_job_status_list"],
  ["http://dts/api/v2/submit_jobs/", undefined],
  ["http://dts/submit", undefined],
  ["http://ada:secret@dts/api/v2/submit_jobs", undefined],
  ["http://dts/api/v2/submit_jobs?key=secret", undefined],
  ["no address", undefined],
])("where the service of %s tells of its jobs", (endpoint, url) => {
  expect(jobStatusUrl(endpoint)).toBe(url);
});

test("one question for all of a service, since the oldest", () => {
  const older = { ...followed, since: "2026-07-13T09:05:00-07:00" };
  expect(jobStatusQuery(followed.url, [followed, older])).toBe(
    "http://dts/api/v1/get_job_status_list?execution_date_gte=2026-07-13T16%3A05%3A00.000Z",
  );
});

test("a state that the service tells is the upload's; of what it does not tell nothing is known", () => {
  expect(uploadStateOf(followed, [])).toBeUndefined();
  expect(uploadStateOf(followed, [job("running", { name: "another" })])).toBeUndefined();
  expect(uploadStateOf(followed, [job("queued")])).toEqual({ state: "queued", job: "manual__1", reason: undefined });
  for (const state of ["running", "success", "failed"])
    expect(uploadStateOf(followed, [job(state)])?.state).toBe(state);
  expect(uploadStateOf(followed, [job("failed", { comment: "no bucket" })])?.reason).toBe("no bucket");
  // A state of Airflow's that is not known yet is at work.
  expect(uploadStateOf(followed, [job("restarting")])?.state).toBe("running");
});

test("an upload of before is another's; of several the last one counts", () => {
  expect(uploadStateOf(followed, [job("failed", { submit_time: "2026-07-14T16:04:59Z" })])).toBeUndefined();
  const again = job("running", { submit_time: "2026-07-14T18:00:00Z" });
  expect(uploadStateOf(followed, [job("failed"), again])?.state).toBe("running");
});

test("of several upload jobs one that failed is told, and all must have ended well", () => {
  const both = { ...followed, names: [NAME, "other"] };
  const other = (state: string): ToldJob => job(state, { name: "other", job_id: "manual__2" });
  expect(uploadStateOf(both, [job("success")])?.state).toBe("running");
  expect(uploadStateOf(both, [job("success"), other("queued")])?.state).toBe("running");
  expect(uploadStateOf(both, [job("running"), other("failed")])).toMatchObject({ state: "failed", job: "manual__2" });
  expect(uploadStateOf(both, [job("success"), other("success")])?.state).toBe("success");
});

test("what is no answer of the service is refused", () => {
  expect(() => readJobStatuses({ message: "Not Found" })).toThrow("expected object");
  expect(
    readJobStatuses({ message: "ok", data: { total_entries: 1, job_status_list: [{ name: NAME }] } }),
  ).toHaveLength(1);
});

test("upload jobs have the names that the service computes", () => {
  const upload = { subject_id: "614173", acq_datetime: "2026-07-14T09:05:00" };
  const behavior = { name: "Behavior platform", abbreviation: "behavior" };
  expect(
    namesOfUploads({ upload_jobs: [upload, { ...upload, platform: null }, { ...upload, platform: behavior }] }),
  ).toEqual([NAME, `behavior_${NAME}`]);
  expect(namesOfUploads({ jobs: [] })).toEqual([]);
  expect(namesOfUploads({ upload_jobs: [{ ...upload, acq_datetime: "some day" }] })).toEqual([]);
});
