/** What the daemon is made of, for whoever runs it over other ports than the system's. Not part of the published package. */
export { renderEvent } from "./cli/render-event.js";
export type { DaemonSettings } from "./config/daemon-settings.js";
export { copyError } from "./copy/copy-errors.js";
export { serveDaemon } from "./daemon/serve-daemon.js";
export type { DaemonEvent } from "./jobs/daemon-events.js";
export { jobJournals } from "./jobs/job-journal.js";
export { listJobs, type ListedJob } from "./jobs/list-jobs.js";
export { askOfJob } from "./jobs/ask-of-job.js";
export { performOrder } from "./work/perform-order.js";
export type { WorkOrder, WorkResult } from "./work/work-order.js";
export {
  flattenError,
  flattenOrder,
  flattenResult,
  restoreError,
  restoreOrder,
  restoreResult,
} from "./work/worker-messages.js";
export type { Worker } from "./work/worker.js";
