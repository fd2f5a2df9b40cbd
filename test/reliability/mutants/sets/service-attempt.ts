import { mutantsOf } from "../mutant.js";

export const SERVICE_ATTEMPT = mutantsOf("watchdog-service", [
  {
    name: "write the progress of a copy with each piece of it",
    file: "attempt/copy-progress.ts",
    find: "if (now >= this.#nextWrite) this.#write",
    replace: "if (now >= 0) this.#write",
    notSimulated: "pace",
    killer: {
      file: "attempt/copy-progress.test.ts",
      test: "the file is written at most twice a second, and taken away at the end",
    },
  },
  {
    name: "forget that an upload had failed when it is told of no more",
    file: "uploads/upload-follower.ts",
    find: " && !isLastWord",
    replace: "",
    notSimulated: "uploads",
    killer: {
      file: "uploads/upload-follower.test.ts",
      test: "that it has failed stays the last word of one that is told of no more",
    },
  },
  {
    name: "delete the source before the job is accepted",
    file: "attempt/attempt.ts",
    find: "await publishJob(attempt).finally(letSleep);",
    replace: "await publishJob(attempt).finally(letSleep); if (job.deleteSource) await deleteSource(attempt);",
    killer: { file: "attempt/hand-off.test.ts", test: "happens after everything else, and takes the folders along" },
  },
  {
    name: "know no hour of what was just recorded",
    file: "jobs/job-journal.ts",
    find: "({ at, ...record })",
    replace: "record",
    notSimulated: "uploads",
    killer: {
      file: "uploads/upload-follower.test.ts",
      test: "a job that was taken without an hour is followed since shortly before its post, by the rig's clock",
    },
  },
  {
    name: "submit again without the same key",
    file: "submit/post-job.ts",
    find: "${manifestDigest}",
    replace: "${manifestDigest}${Math.random()}",
    killer: {
      file: "attempt/hand-off.test.ts",
      test: "that is put back unchanged is handed off again: found published, submitted with the same key",
    },
  },
  {
    name: "forget to record the submission",
    file: "attempt/submit-job.ts",
    find: "record(journal, answer);",
    replace: "",
    killer: {
      file: "attempt/hand-off.test.ts",
      test: "what is submitted is not submitted again when archiving has to be tried twice",
    },
  },
  {
    name: "try for ever what can't pass",
    file: "attempt/end-attempt.ts",
    find: 'if (rule === "never" || (rule === "few" && fewFailures + 1 >= settings.fewAttempts))',
    replace: "if (false)",
    killer: {
      file: "board/trouble.test.ts",
      test: "a missing source is looked for a few times, then the job is parked; redriven it is found",
    },
  },
  {
    name: "ignore Retry-After",
    file: "attempt/end-attempt.ts",
    find: 'Math.max(Math.min(backOff, LONGEST_WAIT[trouble ?? "none"]), asked)',
    replace: "backOff",
    killer: { file: "board/trouble.test.ts", test: "obeys Retry-After" },
  },
  {
    name: "cut the part of a millisecond off a time that a service asked for",
    file: "attempt/end-attempt.ts",
    find: "Math.ceil(now + asked + 1)",
    replace: "now + asked",
    killer: {
      file: "board/trouble.test.ts",
      test: "nor sooner by the part of a millisecond that a date does not have",
    },
  },
  {
    name: "post without a record before it",
    file: "attempt/submit-job.ts",
    find: 'journal.append({ type: "submitting", endpoint: shown, idempotencyKey: key, room: ROOM });',
    replace: "",
    killer: {
      file: "attempt/submission.test.ts",
      test: "that a job is about to be posted is in the journal before it is, with its key and without secrets",
    },
  },
  {
    name: "hold no answer",
    file: "attempt/submit-job.ts",
    find: "held.hold(job, answer);",
    replace: "",
    killer: {
      file: "attempt/submission.test.ts",
      test: "a journal that can't take the answer: posted once, however often it is tried, and recorded when there is room",
    },
  },
  {
    name: "take a login page for an acceptance",
    file: "submit/judge-answer.ts",
    find: "parseAnswer(answer.body);",
    replace: "parseAnswer(answer.body) ?? {};",
    killer: {
      file: "submit/submit-job.test.ts",
      test: "200 with a login page is no yes: something else answered, and it is tried again",
    },
  },
  {
    name: "take another's running job for our own",
    file: "submit/judge-answer.ts",
    find: "if (mayHaveIt)",
    replace: "if (true)",
    killer: {
      file: "attempt/submission.test.ts",
      test: "another's job of the same subject and time, which is running, is waited for: it is no acceptance",
    },
  },
  {
    name: "submit without a last look at the manifest",
    file: "attempt/submit-job.ts",
    find: "await requireStillWanted(parts, job, signal);",
    replace: "",
    killer: {
      file: "attempt/submission.test.ts",
      test: "a manifest that is replaced once its data are published is not submitted as it was",
    },
  },
  {
    name: "park a job whose manifest was replaced",
    file: "attempt/attempt.ts",
    find: "if (signal.aborted || isReplaced(error))",
    replace: "if (signal.aborted)",
    killer: {
      file: "attempt/between-verifying-and-publishing.test.ts",
      test: "a manifest that is replaced right before its copy gets its name is no failure: the new one is handed off",
    },
  },
  {
    name: "delete a source whose copy could not be flushed",
    file: "attempt/delete-source.ts",
    find: "if (why === undefined) return undefined;",
    replace: "if (why === undefined || state.published?.flushed === false) return undefined;",
    killer: {
      file: "attempt/between-verifying-and-publishing.test.ts",
      test: "copied: is handed off, said so, recorded so, and no source is deleted",
    },
  },
  {
    name: "delete the sources of a manifest that was replaced",
    file: "attempt/delete-source.ts",
    find: "    requireWanted,\n    signal,",
    replace: "    requireWanted: () => Promise.resolve(),\n    signal,",
    killer: {
      file: "attempt/submission.test.ts",
      test: "a manifest that is corrected after it was submitted keeps its sources from being deleted",
    },
  },
  {
    name: "delete a source that is to stay",
    file: "attempt/delete-source.ts",
    find: "!kept.has(resolve(source))",
    replace: "true",
    notSimulated: "noneStays",
    killer: {
      file: "attempt/own-target.test.ts",
      test: "a source that its manifest notes as one that stays is copied and not deleted",
    },
  },
  {
    name: "take every copy for one on a share",
    file: "attempt/delete-source.ts",
    find: "ownDisk: found.isShare || found.isMeant ? undefined : { devices: found.ownDevices },",
    replace: "ownDisk: undefined,",
    notSimulated: "local",
    killer: {
      file: "attempt/share-away.test.ts",
      test: "a destination on the rig's own disk is published to with a notice, and its source is kept",
    },
  },
  {
    name: "forget that a post is unanswered",
    file: "attempt/submit-job.ts",
    find: "mayHaveIt: unanswered || mayHaveIt,",
    replace: "mayHaveIt,",
    killer: {
      file: "attempt/submission.test.ts",
      test: "the job's own, posted by a daemon that ended before the answer came, is an acceptance too",
    },
  },
  {
    name: "take an empty mount point for the share",
    file: "attempt/require-destination.ts",
    find: "if (missed === undefined)",
    replace: "if (true)",
    killer: {
      file: "attempt/share-away.test.ts",
      test: "an empty mount point takes neither data nor sources, whatever the config allows (true)",
    },
  },
  {
    name: "go on wherever the destination is after publication",
    file: "attempt/require-destination.ts",
    find: "if (published !== undefined && before !== undefined && !isSameDestination(before, place))",
    replace: "if (false)",
    notSimulated: "oneShare",
    killer: {
      file: "attempt/share-away.test.ts",
      test: "no source is deleted while another share stands where the data were published",
    },
  },
  {
    name: "forget on which share a destination was",
    file: "attempt/require-destination.ts",
    find: "    remember(parts, place);\n",
    replace: "",
    killer: {
      file: "attempt/share-away.test.ts",
      test: "it is known for every subject, and for a folder that doctor or a person has made there meanwhile",
    },
  },
  {
    name: "list as handed off what the journal knows rather than what was published",
    file: "attempt/list-handed-off.ts",
    find: "(paths ?? [...ledger.keys()])",
    replace: "[...ledger.keys()]",
    notSimulated: "told",
    killer: {
      file: "attempt/list-handed-off.test.ts",
      test: "a file that was gone before the publication is not in it, though the journal knows it",
    },
  },
]);
