import { ANSWER_BYTES, type HttpAnswer } from "@rigline/foundation/http";
import type { JobRecord } from "@rigline/manifest";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askServices } from "../../src/central/ask-services.js";
import { composeDigest } from "../../src/central/compose-digest.js";
import { readServerSettings } from "../../src/config/server-settings.js";
import { describeFleetSession } from "../../src/page/describe-fleet-session.js";
import { addRig, rigOfToken } from "../../src/store/rigs.js";
import { takePush } from "../../src/store/take-push.js";
import { KINDS, openTestStore, type TestStore, TESTER } from "../support/databases.js";
import { handOff, partOf, pushOf, SHA, sumOf } from "../support/pushes.js";

const ENDPOINT = "http://dts.test/api/v2/submit_jobs";
const HOUR = 3_600_000;
const settings = { ...readServerSettings(undefined), transfer_services: [{ endpoint: ENDPOINT }] };

let store: TestStore;
let rig: number;
beforeAll(async () => {
  store = await openTestStore(KINDS.at(-1) ?? "PGlite");
  rig = (await rigOfToken(store.database, (await addRig(store.database, "rig-7", TESTER)).token))!.id;
});
afterAll(() => store.close());

const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

/** A session whose job the service took, as its rig tells it; `at`: by the rig's clock. */
async function submit(name: string, at = ago(HOUR / 2), more: Partial<Extract<JobRecord, { type: "submitted" }>> = {}) {
  const [accepted, planned, published, , archived] = handOff(name);
  const submitted = {
    type: "submitted",
    at,
    digest: SHA,
    endpoint: ENDPOINT,
    status: 200,
    idempotencyKey: "k",
  } as const;
  const records = [accepted!, planned!, published!, { ...submitted, names: [`dts_${name}`], ...more }, archived!];
  await takePush(store.database, rig, pushOf(partOf(`manifest_${name}.yml`, records)));
}

interface Told {
  readonly name: string;
  readonly state: string;
  readonly at?: string;
  readonly comment?: string;
}

const tell = (...jobs: readonly Told[]): HttpAnswer => ({
  status: 200,
  headers: {},
  body: JSON.stringify({
    data: {
      job_status_list: jobs.map(({ name, state, at = ago(HOUR / 4), comment = null }) => ({
        job_id: `manual__${name}`,
        job_state: state,
        name: `dts_${name}`,
        submit_time: at,
        comment,
      })),
    },
  }),
});

const failures: string[] = [];
const asked: string[] = [];
/** A round in which everything is due; each question is answered by the next of these, the last again and again. */
async function round(...answers: readonly (HttpAnswer | Error)[]): Promise<void> {
  await store.database.query("update services set due_at = now()");
  await store.database.query("update sessions set looked_at = null");
  asked.length = 0;
  await askServices({
    database: store.database,
    services: settings.transfer_services,
    ask: (url) => {
      asked.push(url);
      const answer = answers[Math.min(asked.length, answers.length) - 1]!;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    onFailure: (what) => void failures.push(what),
  });
}

interface Row {
  readonly word: string;
  readonly upload: string | null;
  readonly detail: string;
  readonly needs: boolean;
  readonly over: boolean;
}
const rowOf = async (name: string): Promise<Row> => {
  const [row] = await store.database.query<Row>(
    "select word, upload, detail, needs_person as needs, is_over as over from sessions where name = $1",
    [name],
  );
  return row!;
};
const digest = () => composeDigest(store.database, settings);

test("what becomes of uploads stands with their sessions, whatever their rig tells; one that failed needs somebody, and is in the digest", async () => {
  await submit("works");
  await submit("fails");
  await submit("elsewhere", ago(HOUR / 2), { endpoint: "http://other.test/api/v2/submit_jobs" });
  await round(tell({ name: "works", state: "running" }, { name: "fails", state: "failed", comment: "no bucket" }));
  expect(asked).toHaveLength(1);
  expect(await rowOf("works")).toMatchObject({ word: "processing", upload: "running", over: false });
  expect(await rowOf("fails")).toMatchObject({ word: "stuck", upload: "failed", needs: true });
  expect(await rowOf("elsewhere")).toMatchObject({ upload: null });
  const { title, text, about } = await digest();
  expect([about, title]).toEqual(["needs_you", "Fleet: 1 session in need of somebody"]);
  expect(text).toContain("rig-7, fails: the upload has failed at the transfer service: no bucket");
  // A rig that comes back tells of long ago; its next records change nothing of what the service told since.
  const late = { type: "upload", at: ago(HOUR / 3), digest: SHA, state: "queued" } as const;
  await takePush(store.database, rig, pushOf(partOf("manifest_fails.yml", [late], { from: 6 })));
  expect(await rowOf("fails")).toMatchObject({ word: "stuck", upload: "failed" });
  const [{ id }] = (await store.database.query("select id from sessions where name = 'fails'")) as [{ id: number }];
  const details = await describeFleetSession(store.database, 24, id);
  expect(details?.facts).toContainEqual(["Upload", "failed, job manual__fails, as the service told the fleet"]);
  expect(details?.timeline.at(-1)).toMatchObject({ text: expect.stringContaining("no bucket") });
  // Somebody started it again over there: the session is done, and not asked for any more.
  await round(tell({ name: "works", state: "success" }, { name: "fails", state: "success" }));
  expect(await rowOf("fails")).toMatchObject({ word: "processed", upload: "success", needs: false, over: true });
  await round(new Error("nothing is asked"));
  expect(asked).toEqual([]);
});

test("a service that is not due is not asked, nor are uploads that were asked for a moment ago", async () => {
  await submit("young");
  await round(tell({ name: "young", state: "queued" }));
  const again = async (change: string): Promise<number> => {
    await store.database.query(change);
    asked.length = 0;
    const ask = (url: string) => Promise.resolve((asked.push(url), tell({ name: "young", state: "running" })));
    const onFailure = (): void => {};
    await askServices({ database: store.database, services: settings.transfer_services, ask, onFailure });
    return asked.length;
  };
  expect(await again("update sessions set looked_at = null")).toBe(0);
  await round(tell({ name: "young", state: "queued" }));
  expect(await again("update services set due_at = now()")).toBe(0);
  expect(await again("update sessions set looked_at = now() - interval '6 minutes' where name = 'young'")).toBe(1);
  await round(tell({ name: "young", state: "success" }));
});

test("one that the service took and does not know is told so after an hour, and never where it has told of it before", async () => {
  await submit("gone");
  await submit("known");
  await round(tell({ name: "known", state: "running" }));
  expect(await rowOf("gone")).toMatchObject({ word: "submitted", upload: null });
  await store.database.query("update sessions set taken_at = taken_at - interval '2 hours'");
  await round(tell());
  expect(await rowOf("known")).toMatchObject({ upload: "running" });
  expect(await rowOf("gone")).toMatchObject({ word: "submitted", upload: "unknown", needs: false, over: false });
  expect((await rowOf("gone")).detail).toContain("knows none of its name now");
  const { title, text } = await digest();
  expect(title).toBe("Fleet: 1 not known at the transfer service");
  expect(text).toContain("Submitted, and not known at the transfer service:\n  rig-7, gone");
  await round(tell({ name: "gone", state: "success" }, { name: "known", state: "success" }));
  expect((await digest()).title).not.toContain("not known");
});

test("a rig whose clock is days ahead is asked for from when it told; what is too old for the service is given up", async () => {
  await submit("ahead", ago(-72 * HOUR));
  await submit("old", ago(20 * 24 * HOUR));
  await round(tell({ name: "ahead", state: "failed", at: ago(HOUR / 60) }));
  const since = Date.parse(new URL(asked[0]!).searchParams.get("execution_date_gte")!);
  expect(since).toBeLessThan(Date.now());
  expect(since).toBeGreaterThan(Date.now() - HOUR);
  expect(await rowOf("ahead")).toMatchObject({ upload: "failed" });
  expect(await rowOf("old")).toMatchObject({ word: "submitted", upload: "lost", over: true });
});

test("an answer that is cut is asked for in parts, the newest first; what can't be asked for now is left for later", async () => {
  await submit("early", ago(40 * HOUR));
  await submit("new", ago(HOUR));
  const cut: HttpAnswer = { status: 200, headers: {}, body: "[".padEnd(ANSWER_BYTES + 1) };
  const both = tell({ name: "early", state: "running", at: ago(39 * HOUR) }, { name: "new", state: "running" });
  await round(cut, both);
  expect(asked).toHaveLength(3);
  expect(asked[1]).not.toContain("execution_date_lte");
  expect(asked[2]).toContain("execution_date_lte");
  expect([await rowOf("early"), await rowOf("new")]).toMatchObject([{ upload: "running" }, { upload: "running" }]);
  await round(cut, tell({ name: "new", state: "queued" }), cut);
  expect(asked).toHaveLength(12);
  expect((await rowOf("new")).upload).toBe("queued");
  expect(
    await store.database.query("select name from sessions where looked_at is null and name in ('early', 'new')"),
  ).toEqual([{ name: "early" }]);
  await round(cut);
  expect((await rowOf("new")).upload).toBe("queued");
});

test("a service that is away is asked ever more seldom and logged once; nothing is concluded, and the digest says so in one line", async () => {
  failures.length = 0;
  await round(tell({ name: "new", state: "running" }));
  for (const answer of [new Error("connect ECONNREFUSED"), { status: 502, headers: {}, body: "" }, new Error("again")])
    await round(answer);
  expect(failures).toEqual([`what became of uploads can't be asked at ${ENDPOINT}, and is asked again`]);
  const [service] = await store.database.query(
    "select failures, round(extract(epoch from due_at - now()) / 60)::int as minutes from services",
  );
  expect(service).toEqual({ failures: 3, minutes: 4 });
  await store.database.query("update services set silent_since = now() - interval '3 days'");
  expect((await rowOf("new")).upload).toBe("running");
  expect((await digest()).text).toContain(`\n  ${ENDPOINT}, for 72 h: again`);
  await round(tell({ name: "new", state: "failed" }));
  expect((await digest()).text).not.toContain(ENDPOINT);
  expect((await rowOf("new")).word).toBe("stuck");
});

test("a job that is posted again is another upload: what was heard of the first is forgotten", async () => {
  expect((await rowOf("new")).upload).toBe("failed");
  const again = {
    type: "submitted",
    at: ago(0),
    digest: SHA,
    endpoint: ENDPOINT,
    status: 200,
    idempotencyKey: "k2",
  } as const;
  await takePush(
    store.database,
    rig,
    pushOf({ ...partOf("manifest_new.yml", [{ ...again, names: ["dts_new"] }], { from: 6 }), before: sumOf(5) }),
  );
  expect(await rowOf("new")).toMatchObject({ word: "submitted", upload: null });
});
