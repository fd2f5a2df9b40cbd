export { jobJournalPath, RIGLINE_FOLDER, stagingFolder, watchdogLockName } from "./job/job-places.js";
export { JobRecordSchema, type JobRecord } from "./job/job-record.js";
export { foldJobState, type JobState } from "./job/job-state.js";
