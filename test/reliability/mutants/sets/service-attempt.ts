import { mutantsOf } from "../mutant.js";

export const SERVICE_ATTEMPT = mutantsOf("watchdog-service", [
  {
    name: "rename first, copy into the final name",
    file: "attempt/publish-job.ts",
    find: "const staging = stagingPlace(dirname(target), job.request.name, job);",
    replace: "const staging = target;",
    killer: {
      file: "attempt/crash-sweep.test.ts",
      test: "whatever step the daemon ends at, the next one completes the job (seed 1)",
    },
  },
  {
    name: "do not look whether the source changed",
    file: "attempt/last-look.ts",
    find: "if (digest === digestPlan(plan))",
    replace: "if (true)",
    killer: {
      file: "board/trouble.test.ts",
      test: "joined by a new file after it was verified is not published; it is copied again as it is then",
    },
  },
  {
    name: "count other data at the destination as ours",
    file: "attempt/accept-published.ts",
    find: "if (comparison.difference !== undefined)",
    replace: "if (false)",
    killer: {
      file: "attempt/hand-off.test.ts",
      test: "another content of the same size is left alone, and the job is parked",
    },
  },
  {
    name: "do not flush what was found in place",
    file: "attempt/accept-published.ts",
    find: 'const flushed = await pool.run({ kind: "flushTree", root: plan.target }, { signal });',
    replace: "const flushed = true;",
    killer: {
      file: "publish/publish-tree.test.ts",
      test: "what stands at the destination already counts as published only when it is flushed",
    },
  },
  {
    name: "delete the source before the job is accepted",
    file: "attempt/attempt.ts",
    find: "await publishJob(attempt);",
    replace: "await publishJob(attempt); if (job.deleteSource) await deleteSource(attempt);",
    killer: { file: "attempt/hand-off.test.ts", test: "happens after everything else, and takes the folders along" },
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
    name: "publish a job whose manifest was deleted",
    file: "attempt/last-look.ts",
    find: "if (!gone && same())",
    replace: "if (true)",
    killer: { file: "board/time.test.ts", test: "while it is copied breaks the copy off and clears it away" },
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
    find: "Math.max(trouble === undefined ? backOff : Math.min(backOff, AWAY_MS), asked)",
    replace: "backOff",
    killer: { file: "board/trouble.test.ts", test: "obeys Retry-After" },
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
    find: "if (flaw === undefined)",
    replace: "if (true)",
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
    name: "take a replaced manifest for the one that was read",
    file: "attempt/last-look.ts",
    find: "if (!gone && same()) return;",
    replace: "if (!gone) return;",
    killer: {
      file: "attempt/submission.test.ts",
      test: "a manifest that is replaced once its data are published is not submitted as it was",
    },
  },
  {
    name: "publish without a last look at the manifest",
    file: "attempt/publish-job.ts",
    find: "await requireStillWanted(parts, job, signal);",
    replace: "",
    killer: { file: "board/time.test.ts", test: "while it is copied breaks the copy off and clears it away" },
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
    name: "count an earlier publication without its flush",
    file: "attempt/accept-published.ts",
    find: "const flushed = await parts.pool.run(",
    replace: "const flushed = true || await parts.pool.run(",
    killer: {
      file: "attempt/accept-published.test.ts",
      test: "what an attempt has published and not recorded counts when it is flushed, though its sources be gone",
    },
  },
  {
    name: "take other data for an earlier publication",
    file: "attempt/accept-published.ts",
    find: "if (comparison === undefined || comparison.difference !== undefined) return undefined;",
    replace: "if (comparison === undefined) return undefined;",
    killer: {
      file: "attempt/accept-published.test.ts",
      test: "other data than the ledger's under the name is nothing that an attempt has published",
    },
  },
  {
    name: "accept the same data at the destination of a source that changed",
    file: "attempt/accept-published.ts",
    find: "await requireUnchanged(attempt, plan, there);",
    replace: "",
    killer: {
      file: "attempt/accept-published.test.ts",
      test: "the source's own data at the destination are no publication of a source that has changed meanwhile",
    },
  },
]);
