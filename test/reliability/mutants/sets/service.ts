import { mutantsOf } from "../mutant.js";

export const SERVICE = mutantsOf("watchdog-service", [
  {
    name: "skip verify",
    file: "copy/copy-batch.ts",
    find: "if (copy.hash === hash && copy.bytes === task.bytes)",
    replace: "if (true)",
    killer: { file: "copy/copy-batch.test.ts", test: "bit 0 flipped: is caught and removed" },
  },
  {
    name: "skip fsync of files",
    file: "copy/copy-batch.ts",
    find: "disk.sync(descriptor);",
    replace: "",
    killer: {
      file: "copy/copy-batch.test.ts",
      test: "flushes each file after its last write and before it is read back",
    },
  },
  {
    name: "believe the ledger",
    file: "copy/copy-batch.ts",
    find: "if (copy.hash !== ledgerHash)",
    replace: "if (false)",
    killer: { file: "copy/copy-batch.test.ts", test: "is copied again when the copy is same length" },
  },
  {
    name: "let what was found in place count without its flush",
    file: "copy/copy-batch.ts",
    find: "return disk.flushFile(task.destination) === undefined;",
    replace: "return true;",
    killer: {
      file: "copy/copy-batch.test.ts",
      test: "it is flushed, and then read: its attempt may have been killed before it could",
    },
  },
  {
    name: "know a source by size and time alone",
    file: "copy/planned-source.ts",
    find: "const difference = contentDifference(task, entry) ?? identityDifference(task, entry);",
    replace: "const difference = contentDifference(task, entry);",
    killer: {
      file: "copy/changing-source.test.ts",
      test: "a source that is replaced by a rename before it is opened is not verified",
    },
  },
  {
    name: "publish what was touched since it was verified",
    file: "publish/publish-tree.ts",
    find: "if (touched.size > 0)",
    replace: "if (false)",
    killer: {
      file: "publish/publish-tree.test.ts",
      test: "names what was touched since it was verified: other content",
    },
  },
  {
    name: "skip fsync of the folder after the rename",
    file: "publish/publish-tree.ts",
    find: "disk.syncFolder(dirname(target));",
    replace: "",
    killer: {
      file: "publish/publish-tree.test.ts",
      test: "flushes the folders from the leaves up, then renames, then flushes the folder above",
    },
  },
  {
    name: "publish what is not what was planned",
    file: "publish/publish-tree.ts",
    find: "if (difference !== undefined)",
    replace: "if (false)",
    killer: { file: "publish/publish-tree.test.ts", test: "refuses a staging folder with a file more" },
  },
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
    name: "delete a source by time and size alone",
    file: "archive/delete-batch.ts",
    find: "if (read.hash !== hash)",
    replace: "if (false)",
    killer: {
      file: "attempt/hand-off.test.ts",
      test: "keeps a file with the size and time of the copied one and other content",
    },
  },
  {
    name: "delete a source that is its own published copy",
    file: "archive/delete-batch.ts",
    find: "if (isSame(entry, there))",
    replace: "if (false)",
    killer: {
      file: "archive/delete-sources.test.ts",
      test: "a source of which the published file is a second name, a link or the file itself is kept",
    },
  },
  {
    name: "delete a source without a look at its published copy",
    file: "archive/delete-batch.ts",
    find: "if (copy.hash !== hash)",
    replace: "if (false)",
    killer: {
      file: "archive/delete-sources.test.ts",
      test: "a source whose published copy has other bytes by now is kept",
    },
  },
  {
    name: "delete a source that was touched after it was read",
    file: "archive/delete-batch.ts",
    find: 'return touched ? "touched" : undefined;',
    replace: "return undefined;",
    killer: {
      file: "archive/delete-sources.test.ts",
      test: "a source that is written while its copy is read is kept",
    },
  },
  {
    name: "make the working folder wherever the destination is now",
    file: "publish/prepare-staging.ts",
    find: "requireSamePlace(disk, at);",
    replace: "",
    killer: {
      file: "attempt/share-away.test.ts",
      test: "a share that goes away right before the step prepareStaging is noticed in it",
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
    name: "take a covered flag folder for a deleted manifest",
    file: "jobs/manifest-fate.ts",
    find: 'return stampOf(parts, manifest) !== "absent";',
    replace: "return true;",
    killer: {
      file: "intake/passed-over.test.ts",
      test: "a running job is left at work while another folder lies over the flag folder",
    },
  },
  {
    name: "begin jobs in order of arrival",
    file: "board/turns.ts",
    find: "one.rank - other.rank || one.left - other.left",
    replace: "0",
    killer: {
      file: "board/fairness.test.ts",
      test: "what was never tried comes before what is tried again, however often and early that is due",
    },
  },
  {
    name: "keep a place of the data while the service is asked",
    file: "board/job-runner.ts",
    find: 'step === "submit" && job.endpoint !== null ? "service" : "data"',
    replace: '"data"',
    killer: {
      file: "board/fairness.test.ts",
      test: "jobs that wait for a silent service hold up no copy, and ask it a few at a time",
    },
  },
  {
    name: "let any number wait for a place that does not answer",
    file: "work/hanging-places.ts",
    find: "visits.size >= (dead ? 1 : PER_PLACE)",
    replace: "false",
    killer: {
      file: "work/hanging-places.test.ts",
      test: "is three at a time; whatever else needs it waits outside, and what does not goes on",
    },
  },
  {
    name: "take a manifest at once",
    file: "intake/manifest-intake.ts",
    find: "return left === 0;",
    replace: "return true;",
    killer: {
      file: "board/time.test.ts",
      test: "a manifest that is written piece by piece is taken when it is whole",
    },
  },
  {
    name: "let a name lead out of the destination",
    file: "plan/check-request.ts",
    find: 'requireFolderName(name, "name");',
    replace: "",
    killer: {
      file: "plan/plan-copy.test.ts",
      test: 'the name "../x" is refused',
    },
  },
  {
    name: "end without a last look at the folder",
    file: "daemon/serve-folder.ts",
    find: 'if (end.reason !== "idle" || !somethingCame(end.left))',
    replace: "if (true)",
    killer: {
      file: "daemon/serve-folder.test.ts",
      test: "who publishes and then finds the lock held is served, in every order of steps",
    },
  },
  {
    name: "replace an archived manifest",
    file: "archive/archive-manifest.ts",
    find: "if (fileSystem.exists(place))",
    replace: "if (false)",
    killer: { file: "archive/archive-manifest.test.ts", test: "never replaces an archived one" },
  },
  {
    name: "ignore the lock",
    file: "cli/run-command.ts",
    find: "acquireProcessLock(watchdogLockName(settings.flagFolder), {",
    replace: "acquireProcessLock(`${watchdogLockName(settings.flagFolder)}${process.pid}`, {",
    killer: { file: "cli/daemon.test.ts", test: "a second one is refused, and told who holds it" },
  },
  {
    name: "wait for ever for a system call",
    file: "work/worker-process.ts",
    find: 'breakOff("COPY_STALLED"',
    replace: '(() => {})("COPY_STALLED"',
    killer: { file: "work/worker-pool.test.ts", test: "fails its order at the deadline, and its process is gone" },
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
    name: "settle a job whose manifest is there",
    file: "gone/orphans.ts",
    find: " || isThere(parts.disk, manifest)",
    replace: "",
    killer: {
      file: "gone/settle-gone.test.ts",
      test: "a manifest that a look does not find while it is written anew, before it is submitted, is not gone",
    },
  },
  {
    name: "count an unfinished copy as removed while its share is away",
    file: "gone/leftovers.ts",
    find: "await requireReachable(this.#parts, request.destination, { signal, places });",
    replace: "",
    killer: {
      file: "gone/leftovers.test.ts",
      test: "a share that is away when its unfinished copy is to be removed is cleared when it is back",
    },
  },
  {
    name: "call what is archived cancelled",
    file: "gone/orphans.ts",
    find: "if (journal.history().state.submission !== undefined) {",
    replace: "if (false) {",
    killer: {
      file: "gone/settle-gone.test.ts",
      test: "1 times: the job is complete, and never cancelled",
    },
  },
  {
    name: "park what only can't be read just now",
    file: "intake/take-manifest.ts",
    find: "if (!unreadable || (isRefusal(error) && refusedMs >= REFUSED_MS))",
    replace: "if (true)",
    killer: {
      file: "intake/unreadable.test.ts",
      test: "EIO on reading a manifest for an hour: told once, never parked, taken when it can be read",
    },
  },
]);
