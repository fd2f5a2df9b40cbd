/** What `status` and `show` know of jobs, for whoever shows the same elsewhere: it reads journals alone. Not part of the published package. */
export { describeRecord } from "./jobs/describe-record.js";
export { joinVerified } from "./jobs/job-history.js";
export { keepJobStates } from "./jobs/kept-states.js";
export { listJobs, type ListedJob } from "./jobs/list-jobs.js";
