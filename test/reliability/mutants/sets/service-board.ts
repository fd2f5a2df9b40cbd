import { mutantsOf } from "../mutant.js";

export const SERVICE_BOARD = mutantsOf("watchdog-service", [
  {
    name: "take a covered flag folder for a deleted manifest",
    file: "jobs/manifest-fate.ts",
    find: 'return stampOf(parts, manifest) !== "absent";',
    replace: "return true;",
    notSimulated: "guarded",
    killer: {
      file: "intake/passed-over.test.ts",
      test: "a running job is left at work while another folder lies over the flag folder",
    },
  },
  {
    name: "begin jobs in order of arrival",
    file: "board/turns.ts",
    find: "firstDifference(one, other)",
    replace: "0",
    notSimulated: "oneDestination",
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
    notSimulated: "oneDestination",
    killer: {
      file: "board/fairness.test.ts",
      test: "jobs that wait for a silent service hold up no copy, and ask it a few at a time",
    },
  },
  {
    name: "take a manifest at once",
    file: "intake/manifest-intake.ts",
    find: "const hasSettled = this.#remaining(manifest) === 0;",
    replace: "const hasSettled = true;",
    notSimulated: "guarded",
    killer: {
      file: "board/time.test.ts",
      test: "a manifest that may lack what its writer writes last settles",
    },
  },
  {
    name: "end without a last look at the folder",
    file: "daemon/serve-folder.ts",
    find: 'if (end.reason !== "idle" || !somethingCame(end.left))',
    replace: "if (true)",
    notSimulated: "kindStop",
    killer: {
      file: "daemon/serve-folder.test.ts",
      test: "who publishes and then finds the lock held is served, in every order of steps",
    },
  },
  {
    name: "read again what the first look has proved whole",
    file: "intake/take-manifest.ts",
    find: "proven ?? readManifest(parts, found, read)",
    replace: "readManifest(parts, found, read)",
    notSimulated: "inPlace",
    killer: {
      file: "board/time.test.ts",
      test: "what the first look found is what is taken, whatever stands there in the next moment",
    },
  },
  {
    name: "take at the first look what its form does not prove whole",
    file: "intake/read-manifest.ts",
    find: "return job?.provenWhole === true ? job : undefined;",
    replace: "return job;",
    notSimulated: "guarded",
    killer: {
      file: "board/time.test.ts",
      test: "a manifest that may lack what its writer writes last settles",
    },
  },
  {
    name: "look at a destination that is away by attempts alone",
    file: "board/destination-probes.ts",
    find: "this.#onBack(request.destination);",
    replace: "",
    notSimulated: "pace",
    killer: {
      file: "board/fairness.test.ts",
      test: "a destination that is back is noticed within fifteen seconds, by a look and not by an attempt",
    },
  },
  {
    name: "let those who ask a place first wait for each other",
    file: "work/worker-pool.ts",
    find: " || hanging.isUnheardOf(places.waitsFor)",
    replace: "",
    notSimulated: "pace",
    killer: {
      file: "board/frozen-share.test.ts",
      test: "twelve jobs that hang hold up twenty healthy ones for ten seconds at most: twelve destinations, each for itself",
    },
  },
  {
    name: "settle a job whose manifest is there",
    file: "gone/orphans.ts",
    find: " || isThere(parts.disk, manifest);",
    replace: ";",
    notSimulated: "meantime",
    killer: {
      file: "gone/settle-gone.test.ts",
      test: "a manifest that a look does not find while it is written anew, before it is submitted, is not gone",
    },
  },
  {
    name: "count an unfinished copy as removed while its share is away",
    file: "gone/leftovers.ts",
    find: "requireReachable(this.#parts, request.destination, { signal, places });",
    replace: "Promise.resolve();",
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
  {
    name: "wait until a clock that was set back comes round again",
    file: "intake/take-manifest.ts",
    find: "Math.min(left(retryAt), settings.retry.maxMs)",
    replace: "left(retryAt)",
    notSimulated: "pace",
    killer: {
      file: "board/trouble.test.ts",
      test: "a daemon that starts when the clock has been set back waits no longer than the longest wait",
    },
  },
  {
    name: "copy for one job more than there are places",
    file: "board/turns.ts",
    find: "this.#data < this.#jobs ||",
    replace: "this.#data <= this.#jobs ||",
    notSimulated: "oneDestination",
    killer: { file: "board/fairness.test.ts", test: "as many copy at once as there are places for data, and no more" },
  },
  {
    name: "leave a cancelled job's unfinished copy",
    file: "gone/orphans.ts",
    find: "leftovers.clear(abandoned ?? []);",
    replace: "",
    killer: {
      file: "gone/leftovers.test.ts",
      test: "a waiting job whose manifest is deleted leaves nothing of its copy",
    },
  },
  {
    name: "remove a copy that is wanted again",
    file: "board/job-runner.ts",
    find: "await this.leftovers.keep(goneJob(job));",
    replace: "",
    notSimulated: "anew",
    killer: {
      file: "gone/leftovers.test.ts",
      test: "a manifest that comes back as it was goes on with its copy, which is no longer removed",
    },
  },
  {
    name: "accept a manifest that is not flushed",
    file: "intake/take-manifest.ts",
    find: "flushFound(parts, path);",
    replace: "",
    killer: {
      file: "attempt/between-verifying-and-publishing.test.ts",
      test: "a manifest is flushed, and its name, before it counts as accepted",
    },
  },
  {
    name: "take a manifest that came back for the job that was done",
    file: "intake/take-manifest.ts",
    find: "archivedTo === undefined && ",
    replace: "",
    notSimulated: "putBack",
    killer: {
      file: "attempt/hand-off.test.ts",
      test: "that is put back unchanged is handed off again: found published, submitted with the same key",
    },
  },
  {
    name: "wait for the next hour of a manifest whose hour has passed",
    file: "intake/take-manifest.ts",
    find: "return new Date(Math.min(Number(entry.changedNs / 1_000_000n), clock.now().getTime()));",
    replace: "return entry === undefined ? new Date(0) : clock.now();",
    killer: {
      file: "board/time.test.ts",
      test: "whose time came while no daemon ran is run at the start, however late",
    },
  },
  {
    name: "take a folder that can't be read for one without the manifest",
    file: "watch/is-gone.ts",
    find: "    return false;\n",
    replace: "    return true;\n",
    notSimulated: "guarded",
    killer: {
      file: "watch/is-gone.test.ts",
      test: "nothing is gone with its folder, nor while the folder can't be read",
    },
  },
  {
    name: "begin what is due though the daemon is asked to end",
    file: "daemon/run-daemon.ts",
    find: "if (wish === undefined) {",
    replace: "if (wish !== null) {",
    notSimulated: "kindStop",
    killer: {
      file: "daemon/serve-daemon.test.ts",
      test: "begins nothing any more, and ends when what is under way is done",
    },
  },
  {
    name: "cut a copy though the daemon is asked to end when it is done",
    file: "daemon/run-daemon.ts",
    find: '(wish === "now" || busy === 0)',
    replace: "busy >= 0",
    notSimulated: "kindStop",
    killer: {
      file: "daemon/serve-daemon.test.ts",
      test: "begins nothing any more, and ends when what is under way is done",
    },
  },
]);
