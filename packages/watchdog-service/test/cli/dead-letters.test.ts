import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT_CODES } from "@rigline/foundation/errors";
import type { HttpClient } from "@rigline/foundation/http";
import { beforeEach, expect, test } from "vitest";
import { createRig, manifestText, partsFor, type Rig, runOnce } from "../support/rig.js";
import { runMain } from "../support/run-main.js";

const ENDPOINT = "http://ada:hunter22@service.test/api/v2/submit_jobs";

interface Letters {
  jobs: { name: string; digest: string; request: { upload_jobs: { project_name: string; job_type: string }[] } }[];
}

let rig: Rig;
let posts: { readonly key: string; readonly project: string }[];
/** Takes what is of the right project alone. */
const http: HttpClient = {
  post: (_url, { headers, body }) => {
    const [job] = (JSON.parse(String(body)) as Letters["jobs"][number]["request"]).upload_jobs;
    posts.push({ key: headers["idempotency-key"] ?? "", project: job?.project_name ?? "" });
    const isRight = job?.project_name === "Right";
    const text = isRight ? '{"message":"ok"}' : '{"message":"no such project"}';
    return Promise.resolve({ status: isRight ? 200 : 406, headers: {}, body: text });
  },
};

beforeEach(async () => {
  rig = createRig();
  posts = [];
  for (const name of ["a", "b", "c"]) rig.hand(name, { endpoint: ENDPOINT });
  await runOnce(partsFor(rig, { http }));
});

const run = (...words: readonly string[]) => runMain("dead-letters", ...words, "-c", rig.config);

test("what was refused is exported once, corrected in bulk, and posted by its own jobs, each under a key of its own", async () => {
  const file = join(rig.root, "refused.json");
  const exported = await run("export", file);
  expect([exported.code, exported.stdout]).toEqual([
    EXIT_CODES.success,
    expect.stringMatching(/^a: SUBMIT_REFUSED: .*no such project"}\nb: [^]*dead-letters post -c/) as string,
  ]);
  const text = readFileSync(file, "utf8");
  expect(text).not.toContain("hunter22");
  const again = await run("export", file);
  expect([again.code, again.stderr]).toEqual([
    EXIT_CODES.storage,
    expect.stringContaining("DEAD_LETTERS_NOT_WRITTEN") as string,
  ]);

  const letters = JSON.parse(text) as Letters;
  const [first, second, third] = letters.jobs;
  for (const letter of [first, second]) letter!.request.upload_jobs[0]!.project_name = "Right";
  // Another manifest by now: what was exported is not its.
  third!.digest = "0";
  writeFileSync(file, JSON.stringify(letters));
  const dry = await run("post", file, "--dry-run", "--json");
  expect([dry.code, JSON.parse(dry.stdout)]).toEqual([
    EXIT_CODES.refused,
    [
      { name: "a", result: "would be posted", changed: ["upload_jobs.0.project_name"], notes: [] },
      { name: "b", result: "would be posted", changed: ["upload_jobs.0.project_name"], notes: [] },
      { name: "c", result: "not posted", changed: [], notes: ["its manifest is another one by now: export anew"] },
    ],
  ]);
  await runOnce(partsFor(rig, { http }));
  expect(posts).toHaveLength(3);

  const asked = await run("post", file);
  expect(asked.stdout).toMatch(/^a: asked, changed: upload_jobs\.0\.project_name\n[^]*no daemon runs here now/);
  const parts = partsFor(rig, { http });
  await runOnce(parts);
  expect(posts.slice(3).map(({ project }) => project)).toEqual(["Right", "Right"]);
  expect(new Set(posts.map(({ key }) => key)).size).toBe(5);
  expect(parts.events.filter(({ event }) => event === "archived")).toHaveLength(2);
  const shown = await runMain("show", "a", "-c", rig.config);
  expect(shown.stdout).toMatch(/its request was corrected by \S+@\S+\n.*put back to work by \S+@\S+/);
  const late = await run("post", file);
  expect(late.stdout).toContain("a: not posted\n  it is not refused, or not any more");
  const rest = await run("export", join(rig.root, "rest.json"), "--json");
  expect(JSON.parse(rest.stdout)).toMatchObject({ jobs: ["c"], problems: [] });
});

test("what nobody has changed is posted under the same key, and what the service would refuse again is not", async () => {
  const file = join(rig.root, "refused.json");
  await run("export", file);
  const letters = JSON.parse(readFileSync(file, "utf8")) as Letters;
  delete (letters.jobs[1]!.request.upload_jobs[0] as { job_type?: string }).job_type;
  letters.jobs[1]!.request.upload_jobs.push(letters.jobs[1]!.request.upload_jobs[0]!);
  letters.jobs.pop();
  writeFileSync(file, JSON.stringify(letters));
  const { code, stdout } = await run("post", file);
  expect([code, stdout]).toEqual([
    EXIT_CODES.refused,
    expect.stringMatching(/^a: asked, as it was\nb: not posted\n  it would be refused: /) as string,
  ]);
  await runOnce(partsFor(rig, { http }));
  expect(posts.map(({ key }) => key).slice(3)).toEqual([posts[0]?.key]);
});

test("what was corrected wrongly is posted by nobody, and what PowerShell has written is read", async () => {
  const file = join(rig.root, "refused.json");
  await run("export", file);
  const letters = JSON.parse(readFileSync(file, "utf8")) as Letters;
  const [first, second, third] = letters.jobs;
  // Of one the jobs are gone, one has the request of the other, one stands twice.
  second!.request = first!.request;
  (first!.request as object) = { user_email: "ada@example.org" };
  letters.jobs.push(third!);
  writeFileSync(file, Buffer.from(`\uFEFF${JSON.stringify(letters)}`, "utf16le"));
  const { code, stdout } = await run("post", file);
  expect([code, stdout]).toEqual([
    EXIT_CODES.refused,
    expect.stringMatching(
      /^a: not posted\n {2}it would be refused: [^\n]*upload_jobs[^\n]*\nb: not posted\n {2}its request is that of a[^\n]*\nc: not posted\n {2}it stands more than once[^\n]*\nc: not/,
    ) as string,
  ]);
  letters.jobs.splice(0);
  writeFileSync(file, `\uFEFF${JSON.stringify(letters)}`);
  expect((await run("post", file)).code).toBe(EXIT_CODES.success);
});

test("a file that is none is told with its place, and a rig without refusals writes none", async () => {
  const file = join(rig.root, "broken.json");
  for (const [text, why] of [
    ["{", "no JSON"],
    ['{"format":"rigline-dead-letters-1","at":"","jobs":[{"name":1}]}', "jobs.0.name"],
  ] as const) {
    writeFileSync(file, text);
    const { code, stderr } = await run("post", file);
    expect([code, stderr]).toEqual([EXIT_CODES.usage, expect.stringContaining(why) as string]);
  }
  expect((await run("post", join(rig.root, "none.json"))).stderr).toContain("DEAD_LETTERS_UNREADABLE");
  // Corrected in the flag folder instead, each is a new job.
  for (const name of ["a", "b", "c"])
    writeFileSync(join(rig.flag, `manifest_${name}.yml`), manifestText(rig, { name, endpoint: null }));
  await runOnce(partsFor(rig, { http }));
  const none = await run("export", join(rig.root, "none.json"));
  expect([none.code, none.stdout]).toEqual([0, "no job was refused by its transfer service\n"]);
});
