import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  buildSubmitRequest,
  checkSubmitRequest,
  jobStatusQuery,
  jobStatusUrl,
  namesOfUploads,
  parseManifest,
  readJobStatuses,
  renderManifest,
  type JsonObject,
  type Manifest,
  type SubmitOptions,
  TOLD_FOR_MS,
  uploadStateOf,
} from "@rigline/manifest";
import { ANSWER_BYTES, ask, createHttpClient, type HttpLimits, noProxy } from "@rigline/foundation/http";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { askJobs } from "../../packages/fleet/src/central/ask-jobs.js";
import { askValidation } from "../../packages/watchdog-plugin/src/send-test/ask-validation.js";
import { makeWorkFolder, removeWorkFolder, WATCHDOG } from "../e2e/rig.js";
import { INSTALL_TIMEOUT, pythonOf } from "./peers.js";
import { startTransferService, type TransferService } from "./transfer-service-process.js";
import { writeWatchConfig } from "./watchdog-process.js";

const PROJECTS = ["Dynamic Routing", "Example project"];
const JOB_TYPES = ["default", "vr_foraging_v2"];

interface Request {
  readonly upload_jobs: readonly object[];
}

/** Airflow's runs, begun now: the service tells of the last two weeks alone. */
const BEGUN = new Date();
const begun = (state: string, upload: object, minutes = 0) => ({
  conf: upload,
  state,
  execution_date: new Date(BEGUN.getTime() + minutes * 60_000).toISOString(),
});
const uploads = [
  begun("failed", { s3_prefix: "614173_2026-07-14_09-05-00" }, -60),
  begun("success", { s3_prefix: "614173_2026-07-14_09-05-00" }, 1),
  begun("running", { s3_prefix: "behavior_614174_2026-07-14_09-05-00" }, 1),
];

let service: TransferService | undefined;
let folder: string;

beforeAll(async () => {
  folder = makeWorkFolder("transfer-service");
  const python = await pythonOf("transfer service 2.2.2");
  if (python === undefined) return;
  // As Airflow tells what it was given.
  const running = [withoutNulls(buildSubmitRequest(makeRunning(), { withPrefix: true })) as object];
  service = await startTransferService(python, { projectNames: PROJECTS, jobTypes: JOB_TYPES, running, uploads });
}, INSTALL_TIMEOUT);
afterAll(async () => {
  await service?.[Symbol.asyncDispose]();
  await removeWorkFolder(folder);
});

describe("aind-data-transfer-service 2.2.2", () => {
  it.for<[string, Partial<Manifest>, SubmitOptions]>([
    ["the plainest", {}, {}],
    ["with a platform", { platform: "behavior" }, {}],
    ["as the plugin writes it", { platform: "behavior" }, { withPrefix: true, bucket: "private" }],
    [
      "of every modality",
      { modalities: { behavior: ["/a"], "behavior-videos": ["/b"], fib: ["/c"], SPIM: ["/d"] } },
      {},
    ],
    ["of a subject that is no number", { subjectId: "mouse_001" }, { withPrefix: true }],
    ["of a time with a zone", { acquisitionDatetime: "2026-07-14T23:59:59.999999+05:45" }, { withPrefix: true }],
    [
      "with tasks of its own",
      { transferServiceJobType: "vr_foraging_v2" },
      {
        uploadTasks: {
          codeocean_pipeline_settings: { behavior: { job_settings: { pipeline: "x", in: "{{ destination }}" } } },
          check: { skip_task: true },
        },
      },
    ],
  ])("validates a request %s, and reads in it what was meant", async ([, changes, options], context) => {
    const request = buildSubmitRequest(makeManifest(changes), options);
    expect(checkSubmitRequest(request, { projectNames: PROJECTS, jobTypes: JOB_TYPES })).toEqual([]);
    const { status, body } = await validate(context, request);
    expect(status, JSON.stringify(body)).toBe(200);
    // It names the data itself, also where the request does not.
    const theirs = body.data.validated_model_json as { upload_jobs: [{ s3_prefix: string }] };
    const ours = buildSubmitRequest(makeManifest(changes), { ...options, withPrefix: true });
    expect(theirs).toEqual(withoutNulls(ours));
  });

  it.for<[string, (request: Request) => unknown]>([
    [
      "nobody to write to",
      (request) => ({ ...request, user_email: null, upload_jobs: [jobOf(request, { user_email: null })] }),
    ],
    [
      "an unknown project",
      (request) => ({ ...request, upload_jobs: [jobOf(request, { project_name: "Dynamic routing" })] }),
    ],
    ["an unknown job type", (request) => ({ ...request, upload_jobs: [jobOf(request, { job_type: "vr_foraging" })] })],
    ["the same job twice", (request) => ({ ...request, upload_jobs: [jobOf(request, {}), jobOf(request, {})] })],
    ["no modality", (request) => ({ ...request, upload_jobs: [jobOf(request, { modalities: [] })] })],
    ["an address with a space", (request) => ({ ...request, user_email: "John Doe@alleninstitute.org" })],
  ])("refuses a request with %s, as checkSubmitRequest does", async ([, spoil], context) => {
    const request = spoil(buildSubmitRequest(makeManifest({})) as unknown as Request);
    expect((await validate(context, request)).status).toBe(406);
    expect(checkSubmitRequest(request, { projectNames: PROJECTS, jobTypes: JOB_TYPES })).not.toEqual([]);
  });

  it("is asked by `rigline doctor --send-test` where it answers, and what it objects to is told in its words", async (context) => {
    if (service === undefined) return context.skip("the transfer service can't be installed");
    const endpoint = `${service.address}/api/v2/submit_jobs`;
    const { signal } = new AbortController();
    const ask = (changes: Partial<Manifest>) => {
      const request = buildSubmitRequest(makeManifest({ subjectId: "rigline-send-test-rig-1", ...changes }), {});
      return askValidation(createHttpClient(noProxy), { endpoint, request, signal });
    };
    expect(await ask({})).toMatchObject({ level: "ok" });
    await expect(ask({ projectName: "Dynamic routing" })).rejects.toMatchObject({
      code: "SEND_TEST_REQUEST_REFUSED",
      why: expect.stringMatching(/Dynamic routing/) as string,
    });
    expect(service.submitted).toEqual([]);
  });

  it.for<[string, Partial<Manifest>, string | undefined]>([
    ["processed, after one that failed before", {}, "success"],
    ["at work, of a platform", { subjectId: "614174", platform: "behavior" }, "running"],
    ["not begun", { subjectId: "614175" }, undefined],
  ])("tells what becomes of an upload: %s", async ([, changes, state], context) => {
    if (service === undefined) return context.skip("the transfer service can't be installed");
    const url = jobStatusUrl(`${service.address}/api/v2/submit_jobs`);
    const names = namesOfUploads(buildSubmitRequest(makeManifest(changes)));
    const followed = { manifest: "m", digest: "d", names, url: url ?? "", since: BEGUN.toISOString() };
    const response = await fetch(jobStatusQuery(followed.url, [followed]));
    expect(uploadStateOf(followed, readJobStatuses(await response.json()))?.state).toBe(state);
  });

  it("tells nothing of jobs as old as those that are given up", async (context) => {
    if (service === undefined) return context.skip("the transfer service can't be installed");
    const ask = async (age: number): Promise<number> => {
      const since = new Date(Date.now() - age).toISOString();
      const url = jobStatusUrl(`${service?.address}/api/v2/submit_jobs`) ?? "";
      return (await fetch(jobStatusQuery(url, [{ since }]))).status;
    };
    expect([await ask(TOLD_FOR_MS), await ask(TOLD_FOR_MS + 48 * 3_600_000)]).toEqual([200, 406]);
  });

  it("tells a fleet's server of its jobs, in parts too", async (context) => {
    if (service === undefined) return context.skip("the transfer service can't be installed");
    const url = jobStatusUrl(`${service.address}/api/v2/submit_jobs`) ?? "";
    const http = (asked: string, limits: HttpLimits) => ask(new URL(asked), "GET", {}, undefined, noProxy, limits);
    const cut = { status: 200, headers: {}, body: " ".repeat(ANSWER_BYTES + 1) };
    let questions = 0;
    const tell = (asked: string, limits: HttpLimits) =>
      (questions += 1) === 1 ? Promise.resolve(cut) : http(asked, limits);
    const now = Date.now();
    const signal = new AbortController().signal;
    const since = BEGUN.getTime() - 2 * 3_600_000;
    const { jobs } = await askJobs(tell, url, since, { now, signal });
    expect(questions).toBe(3);
    expect(new Set(jobs.map(({ job_state: state }) => state))).toEqual(new Set(["failed", "success", "running"]));
  });

  it("gets a job from rigline-watchdog; one that it runs already for somebody else is waited for; one that it refuses is parked", async (context) => {
    if (service === undefined) return context.skip("the transfer service can't be installed");
    const config = writeWatchConfig(folder);
    const flags = join(folder, "flags");
    mkdirSync(join(folder, "data", "behavior"), { recursive: true });
    mkdirSync(flags);
    // A destination that is missing would not be made on the rig's own disk.
    mkdirSync(join(folder, "central"));
    writeFileSync(join(folder, "data", "behavior", "events.csv"), "1\n");
    const accepted = makeManifest({ ...places(), name: "accepted", subjectId: "614173" });
    const refused = makeManifest({ ...places(), name: "refused", projectName: "Dynamic routing" });
    const transferEndpoint = `${service.address}/api/v2/submit_jobs`;
    for (const each of [accepted, makeRunning(), refused])
      writeFileSync(join(flags, `manifest_${each.name}.yaml`), renderManifest({ ...each, transferEndpoint }));

    const daemon = await execa(process.execPath, [WATCHDOG, "-c", config, "--once", "--json"], { reject: false });
    expect(daemon.exitCode, daemon.stderr).toBe(9);
    const events = daemon.stdout.split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events).toContainEqual(expect.objectContaining({ event: "submitted", job: "accepted", status: 200 }));
    expect(events).toContainEqual(
      expect.objectContaining({ event: "failed", job: "running", code: "SUBMIT_ALREADY_RUNNING" }),
    );
    const parked = events.filter(({ event }) => event === "parked");
    expect(parked).toEqual([expect.objectContaining({ job: "refused", code: "SUBMIT_REFUSED" })]);
    expect(parked[0]?.["reason"]).toContain("Dynamic routing");
    expect(service.submitted).toEqual([withoutNulls(buildSubmitRequest(accepted, { withPrefix: true }))]);
    expect(readdirSync(flags).filter((name) => name.includes("manifest"))).toEqual([
      "manifest_refused.yaml",
      "manifest_running.yaml",
    ]);
  });
});

const places = (): Partial<Manifest> => ({
  destination: join(folder, "central"),
  modalities: { behavior: [join(folder, "data", "behavior")] },
});

const makeRunning = (): Manifest => makeManifest({ ...places(), name: "running", subjectId: "700001" });

function makeManifest(changes: Partial<Manifest>): Manifest {
  const { manifest } = parseManifest(
    JSON.stringify({
      name: "614173_2026-07-14T090500-0700",
      subject_id: "614173",
      acquisition_datetime: "2026-07-14T09:05:00-07:00",
      project_name: "Dynamic Routing",
      upload_notification_email: "jane.doe@alleninstitute.org",
      destination: "/allen/aind/stage/614173",
      modalities: { behavior: ["/data/behavior"] },
    }),
  );
  return { ...manifest, ...changes };
}

function jobOf(request: Request, changes: object): object {
  return { ...request.upload_jobs[0], ...changes };
}

async function validate(
  context: TestContext,
  request: unknown,
): Promise<{ status: number; body: { data: JsonObject } }> {
  if (service === undefined) return context.skip("the transfer service can't be installed");
  const response = await fetch(`${service.address}/api/v2/validate_json`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  return { status: response.status, body: (await response.json()) as { data: JsonObject } };
}

/** The service leaves them out. */
function withoutNulls(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_key, item: unknown) => (item === null ? undefined : item)));
}
