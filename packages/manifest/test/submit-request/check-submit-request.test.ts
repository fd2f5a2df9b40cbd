import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildSubmitRequest, checkSubmitRequest, EmailSchema } from "../../src/index.js";
import { GOLDEN, goldenJson } from "../golden.js";
import { sampleManifest } from "../manifest-sample.js";

/** The lists that the service had when it gave its answers. */
const LISTS = {
  jobTypes: ["upload_only_v2", "default", "vr_foraging_v2"],
  projectNames: ["Cognitive flexibility in patch foraging", "Dynamic Routing", "Ephys Platform"],
};

type Answers = Record<string, { status: number; body: { data: { errors_parsed?: { loc: (string | number)[] }[] } } }>;

describe("checkSubmitRequest", () => {
  const answers = goldenJson<Answers>("dts-2.2.2/validate_json_answers.json");
  const samples = readdirSync(join(GOLDEN, "dts-2.2.2")).filter((name) => name.startsWith("submit_"));

  it("has a sample for each answer", () => {
    expect(samples.length).toBeGreaterThan(10);
    expect(Object.keys(answers).sort()).toEqual(samples.sort());
  });

  it.each(samples)("says of %s what aind-data-transfer-service 2.2.2 says", (file) => {
    const problems = checkSubmitRequest(goldenJson("dts-2.2.2", file), LISTS);
    expect(problems.length === 0).toBe(answers[file]!.status === 200);
    const [error] = answers[file]!.body.data.errors_parsed ?? [];
    if (error !== undefined && error.loc.length > 0) {
      const place = error.loc.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("");
      expect(problems[0]?.where.path?.startsWith(place.slice(1))).toBe(true);
    }
  });

  it.each([
    ["submit_reject_no_email.json", "USER_EMAIL_MISSING"],
    ["submit_reject_bad_project.json", "UNKNOWN_PROJECT"],
    ["submit_reject_bad_job_type.json", "UNKNOWN_JOB_TYPE"],
    ["submit_reject_duplicate_jobs.json", "DUPLICATE_JOB"],
    ["submit_reject_empty_modalities.json", "SUBMIT_REQUEST_INVALID"],
    ["submit_reject_unknown_modality_key.json", "SUBMIT_REQUEST_INVALID"],
  ])("gives %s the code %s, with advice", (file, code) => {
    const [problem] = checkSubmitRequest(goldenJson("dts-2.2.2", file), LISTS);
    expect(problem).toMatchObject({ code, todo: expect.stringMatching(/\w/) as string });
  });

  it("does not check names without their lists", () => {
    expect(checkSubmitRequest(goldenJson("dts-2.2.2/submit_reject_bad_project.json"))).toEqual([]);
  });

  it("asks for an address before the session, not after it", () => {
    const request = buildSubmitRequest(sampleManifest({ uploadNotificationEmail: null }));
    expect(checkSubmitRequest(request).map(({ code }) => code)).toEqual(["USER_EMAIL_MISSING"]);
  });

  it("names the nearest project", () => {
    const request = buildSubmitRequest(sampleManifest({ projectName: "Dynamic routing" }));
    expect(checkSubmitRequest(request, LISTS)[0]?.message).toContain('Did you mean "Dynamic Routing"?');
  });

  it.each([
    null,
    5,
    "x",
    [],
    {},
    { upload_jobs: [] },
    { upload_jobs: [null] },
    { upload_jobs: [{ tasks: { a: null } }] },
  ])("finds problems in %j and does not throw", (request) => {
    expect(checkSubmitRequest(request).length).toBeGreaterThan(0);
  });
});

describe("EmailSchema", () => {
  it.each([
    "jane.doe@alleninstitute.org",
    "a+b@x-y.co",
    "sam@sub.domain.org",
    " jane@b.org ",
    "Jane Doe <jane@b.org>",
    "jane@münchen.org",
    "é@b.org",
    "jane@b.c",
    `${"x".repeat(200)}@b.org`,
  ])("takes %s", (address) => {
    expect(EmailSchema.safeParse(address).success).toBe(true);
  });

  it.each([
    "",
    "Jane Doe",
    "John Doe@alleninstitute.org",
    "x@corp.local",
    "x@localhost",
    "x@y.test",
    "x@",
    "@x.org",
    "a@b@c.org",
    "x@y..org",
    "x@-y.org",
    "jane..doe@b.org",
    ".jane@b.org",
    "jane.@b.org",
    "jane@b.org.",
    `jane@${"x".repeat(64)}.org`,
    `${"x".repeat(250)}@b.org`,
    "jane@b_c.org",
    "jane@ab--cd.org",
    "jane@b.c1",
    "jane@a…b.org",
    "jane\n@b.org",
    "J. <jane@b.org> x",
  ])("refuses %j, as the service does", (address) => {
    expect(EmailSchema.safeParse(address).success).toBe(false);
  });
});
