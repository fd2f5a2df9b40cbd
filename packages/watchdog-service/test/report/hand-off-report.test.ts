import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { jobJournalPath, type VerificationRecord, verificationsPath } from "@rigline/manifest";
import { expect, test } from "vitest";
import { findListed } from "../../src/jobs/ask-of-job.js";
import { listJobs } from "../../src/jobs/list-jobs.js";
import { renderReportCsv } from "../../src/report/render-csv.js";
import { renderReportHtml } from "../../src/report/render-html.js";
import { reportHandOff, type HandOffReport } from "../../src/report/hand-off-report.js";
import { collectVerifications } from "../../src/verify/collect-verification.js";
import { keepsNotes, keepVerification, readVerifications } from "../../src/verify/verification-record.js";
import { createRig, partsFor, runOnce, type Rig } from "../support/rig.js";

const WHOLE = { missing: 0, changed: 0, unreadable: 0, extra: 0 };

async function handOff() {
  const rig = createRig();
  rig.hand("session");
  const parts = partsFor(rig);
  await runOnce(parts);
  return { rig, parts, job: findListed(parts, "session"), folder: join(rig.destination, "session") };
}

function digestIn(rig: Rig): string {
  const journal = readFileSync(jobJournalPath(rig.flag, "manifest_session.yml"), "utf8");
  return /"digest":"([0-9a-f]{64})"/.exec(journal)?.[1] ?? "";
}

function reading(rig: Rig, change: Partial<VerificationRecord> = {}): VerificationRecord {
  const head = { format: "rigline-verification-1", at: "2090-07-15T08:00:00.000Z", by: "ada@server" } as const;
  const counts = { algorithm: "sha256", files: 3, bytes: 60, readBack: "device" } as const;
  return { ...head, digest: digestIn(rig), ...counts, found: WHOLE, ...change };
}

test("each file is in the report with its hash, how it was read back, and how much is known of it", async () => {
  const { parts, job } = await handOff();
  const report = reportHandOff(parts, job, []);
  expect(report).toMatchObject({ name: "session", step: "complete", strength: "read back" });
  expect(report.files.map(({ path }) => path)).toEqual([
    "behavior/events.csv",
    "behavior/logs/launcher.log",
    "session.json",
  ]);
  expect(report.files[0]).toMatchObject({ algorithm: "sha256", readBack: "cache", strength: "read back", bytes: 19 });
  expect(report.gates.length).toBeGreaterThan(5);
});

/** The same report, of files that are called so. */
function renamed(report: HandOffReport, ...names: readonly string[]): HandOffReport {
  const [file] = report.files;
  return { ...report, files: file === undefined ? [] : names.map((path) => ({ ...file, path })) };
}

test("as CSV a spreadsheet reads it, and computes nothing of it", async () => {
  const { parts, job } = await handOff();
  const report = reportHandOff(parts, job, []);
  const lines = [...renderReportCsv(renamed(report, '=1+1,"x".csv', "behavior/é.bin"))];
  expect(lines[0]).toBe("\uFEFFpath,bytes,algorithm,hash,verified_at,read_back,source_read,strength,destination\r\n");
  expect(lines[1]).toMatch(/^"'=1\+1,""x"".csv",19,sha256,[0-9a-f]{64},20\d\d-.*Z,cache,,read back,.*\r\n$/);
  expect(lines[2]).toMatch(/^behavior\/é.bin,19,/);
  expect(lines).toHaveLength(3);
  const [, ...odd] = [...renderReportCsv(renamed(report, "\n=1", "＝1"))];
  expect(odd.map((line) => line.slice(0, 5))).toEqual([`"'\n=1`, `'＝1,1`]);
});

test("as a page it is one file that asks for nothing else, and names are text in it", async () => {
  const { parts, job, rig } = await handOff();
  const report = reportHandOff(parts, job, [reading(rig)]);
  const page = [...renderReportHtml(renamed(report, "behavior/<script>alert(1)</script>", "b&c"))].join("");
  expect(page).toContain("behavior/&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(page).not.toMatch(/<script|https?:|src=|href=/);
  expect(page).toMatch(/<td>ada@server<td>3 files<td>whole/);
  expect(page).toMatch(/<td>source verified<td>not verified/);
  expect(page).toContain("<section>");
  // On paper the folders stand for so many.
  const many = Array.from({ length: 60 }, (_none, index) => `behavior/f${index}`);
  expect([...renderReportHtml(renamed(report, ...many))].join("")).toContain('<section class="screen">');
  const long = Array.from({ length: 20 }, (_none, index) => `behavior/${"long".repeat(40)}${index}`);
  expect([...renderReportHtml(renamed(report, ...long))].join("")).toContain('<section class="screen">');
  // And the last of a year of nights.
  const nights = Array.from({ length: 300 }, (_none, day) => reading(rig, { by: `night-${day}@server` }));
  const aged = [...renderReportHtml(reportHandOff(parts, job, nights))].join("");
  expect(aged.match(/<tr><td>[^<]*<td>night-\d+/g)).toHaveLength(5);
  expect(aged).toMatch(/<tr><td>[^<]*<td>night-299/);
});

test("what another computer has found lies beside the data, and comes into the job's journal from there", async () => {
  const { rig, parts, job, folder } = await handOff();
  expect(keepsNotes(nodeFileSystem, folder)).toBe(true);
  expect(readVerifications(nodeFileSystem, folder)).toEqual([]);
  const own = reading(rig, { by: `ada@${parts.settings.hostname}` });
  keepVerification(nodeFileSystem, folder, own);
  writeFileSync(verificationsPath(folder), "nonsense\n", { flag: "a" });
  keepVerification(nodeFileSystem, folder, reading(rig));
  const { records } = collectVerifications(parts, job, folder);
  expect(records).toEqual([own, reading(rig)]);
  const strengthBy = (...more: readonly Partial<VerificationRecord>[]) =>
    reportHandOff(parts, job, [own, ...more.map((change) => reading(rig, change))]).strength;
  expect(strengthBy({})).toBe("from another machine");
  // Nobody else has read all of it.
  expect([strengthBy({ digest: null, files: 1 }), strengthBy({ algorithm: null })]).toEqual(["read back", "read back"]);
  await runOnce(partsFor(rig));
  const shown = () => listJobs(parts.disk, nodeFileSystem, rig.flag)[0];
  expect(shown()).toMatchObject({
    strength: "from another machine",
    verification: { by: "ada@server", at: reading(rig).at, isWhole: true, elsewhere: true },
  });
  // Once.
  expect(collectVerifications(parts, findListed(parts, "session"), folder).records).toHaveLength(2);
  // By a clock that is behind, after somebody who was cut short.
  writeFileSync(verificationsPath(folder), '{"format":', { flag: "a" });
  const damaged = reading(rig, { at: "2080-07-16T08:00:00.000Z", found: { ...WHOLE, changed: 1 } });
  keepVerification(nodeFileSystem, folder, damaged);
  expect(readVerifications(nodeFileSystem, folder).at(-1)).toEqual(damaged);
  collectVerifications(parts, findListed(parts, "session"), folder);
  await runOnce(partsFor(rig));
  expect(shown()).toMatchObject({ strength: "read back", verification: { isWhole: false } });
  const { length } = readFileSync(jobJournalPath(rig.flag, "manifest_session.yml"));
  collectVerifications(parts, findListed(parts, "session"), folder);
  await runOnce(partsFor(rig));
  expect(readFileSync(jobJournalPath(rig.flag, "manifest_session.yml"))).toHaveLength(length);
});

test("where nobody keeps notes none are left, and those that can't be read are told", async () => {
  const { parts, job, folder, rig } = await handOff();
  expect(keepsNotes(nodeFileSystem, join(rig.data, "behavior"))).toBe(false);
  mkdirSync(verificationsPath(folder), { recursive: true });
  expect(dirname(verificationsPath(folder))).toBe(join(rig.destination, ".rigline/verified"));
  expect(collectVerifications(parts, job, folder)).toMatchObject({ records: [], trouble: expect.any(String) });
});
