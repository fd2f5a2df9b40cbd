import { createFakeClock } from "@rigline/foundation/testing";
import { foldJobState, type JobRecord } from "@rigline/manifest";
import { expect, test } from "vitest";
import type { JobHistory } from "../../src/jobs/job-journal.js";
import { Monitor } from "../../src/monitor/monitor.js";
import { renderMetrics } from "../../src/monitor/render-metrics.js";

const parked = (code: string): JobRecord => ({ type: "parked", code, reason: "", todo: "" });
const SUBMITTED: JobRecord = { type: "submitted", endpoint: null, status: null, idempotencyKey: "" };

test("what the daemon does is counted, in the form that Prometheus reads", () => {
  const clock = createFakeClock({ now: "2026-07-14T16:00:00Z" });
  const monitor = new Monitor(clock);
  const { onRecord, onOpen } = monitor.journals;
  const found = (records: readonly JobRecord[]) => (): JobHistory => ({ state: foldJobState(records) }) as JobHistory;
  onOpen?.("new", found([]));
  onOpen?.("of before", found([parked("TARGET_EXISTS")]));
  const write = (path: string, ...records: readonly JobRecord[]): void => {
    for (const [index, record] of records.entries()) onRecord(path, record, found(records.slice(0, index + 1)));
  };
  write("done", { type: "planned", files: 1, bytes: 1 }, SUBMITTED, { type: "archived", to: "" });
  write("waits", { type: "scheduled", until: "" });
  write("taken away", SUBMITTED, parked("MANIFEST_TAKEN_AWAY"));
  write("held", { type: "held", by: "jane" });
  write("cancelled", { type: "cancelled", reason: "" });
  monitor.hearEvent({
    event: "published",
    job: "done",
    destination: "",
    files: 3,
    bytes: 2048,
    readBack: "cache",
    milliseconds: 1,
  });
  monitor.hearEvent({ event: "archived", job: "done", to: "" });
  const failed = { event: "failed", job: "b", step: "publish", message: "", attempt: 1, retryAt: null } as const;
  for (const code of ["COPY_STALLED", "DESTINATION_MISSING", "COPY_STALLED"]) monitor.hearEvent({ ...failed, code });
  monitor.hearEvent({ event: "notTold", channel: 'the "lab"', reason: "", todo: "" });
  const text = renderMetrics({ ...monitor.figures(), spans: { exported: 5, lost: 1 } }, "1.2.3");
  expect(text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))).toEqual([
    'rigline_build_info{version="1.2.3"} 1',
    "rigline_start_time_seconds 1784044800",
    "rigline_flag_folder_up 1",
    'rigline_jobs{step="accepted"} 0',
    'rigline_jobs{step="scheduled"} 1',
    'rigline_jobs{step="copying"} 0',
    'rigline_jobs{step="published"} 0',
    'rigline_jobs{step="submitted"} 0',
    'rigline_jobs{step="held"} 1',
    'rigline_jobs{step="parked"} 1',
    "rigline_jobs_completed_total 1",
    "rigline_last_completed_timestamp_seconds 1784044800",
    "rigline_files_published_total 3",
    "rigline_bytes_published_total 2048",
    'rigline_failures_total{code="COPY_STALLED"} 2',
    'rigline_failures_total{code="DESTINATION_MISSING"} 1',
    'rigline_channel_up{channel="the \\"lab\\""} 0',
    "rigline_spans_exported_total 5",
    "rigline_spans_lost_total 1",
  ]);
  expect(text.match(/^# (HELP|TYPE) /gm)).toHaveLength(24);
});
