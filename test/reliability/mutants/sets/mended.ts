import { mutantsOf } from "../mutant.js";

const LAST_LOOK = `  const touched = new Map(expected.files.map(({ path }, index) => [path, expected.copies[index]]));
  const tree = walkTree(disk, staging, (path, entry) => {
    if (touched.get(path) === identityOf(entry)) touched.delete(path);
  });
  const difference = treeDifference(tree, whole);
  if (difference !== undefined)
    throw publishError("STAGING_DIFFERS", { what: \`\${staging} is not what was planned\`, why: difference });
  if (touched.size > 0) return { touched: [...touched.keys()] };`;

/** Faults that lives of the simulated rig have found, made again (docs/promises/found.md). */
const SERVICE = mutantsOf("watchdog-service", [
  {
    name: "see to no manifest that went away between two looks",
    file: "board/job-board.ts",
    find: "if (!present.has(path) && !this.#entries.has(path)) this.#runner.lookForOrphan(path);",
    replace: "if (path === undefined) this.#runner.lookForOrphan(path);",
    killer: {
      file: "gone/settle-gone.test.ts",
      test: "deleted between the start of a daemon and its taking it up: cancelled, and no copy stays behind",
    },
  },
  {
    name: "flush the names of a copy after the last look at it",
    file: "publish/publish-tree.ts",
    find: `if (!isFlushed) prepareNames(disk, staging, expected);\n${LAST_LOOK}`,
    replace: `${LAST_LOOK}\n  if (!isFlushed) prepareNames(disk, staging, expected);`,
    killer: {
      file: "publish/publish-tree.test.ts",
      test: "a cut of the server that takes a name before it was flushed is noticed",
    },
  },
  {
    name: "take a rename that a cut took back for done",
    file: "publish/publish-tree.ts",
    find: "requireStays(disk, target);\n    const isDurable = flush",
    replace: "const isDurable = flush",
    notSimulated: "guarded",
    killer: {
      file: "publish/publish-tree.test.ts",
      test: "a cut of the server that takes the rename back is noticed, and the copy is published by the next attempt",
    },
  },
  {
    name: "let the answer to a post settle the one before it",
    file: "jobs/job-journal.ts",
    find: "mayHaveIt: before.mayHaveIt || before.unanswered };",
    replace: "mayHaveIt: before.mayHaveIt };",
    killer: {
      file: "attempt/submission.test.ts",
      test: "a post that nobody knows the answer to stays in doubt after a refusal of the next one",
    },
  },
  {
    name: "doubt whether a post that never left has arrived",
    file: "submit/post-job.ts",
    find: "if (wasNeverSent(cause)) {",
    replace: "if (false) {",
    killer: {
      file: "attempt/submission.test.ts",
      test: "a connection that never came about leaves no doubt: a job that runs then is another's",
    },
  },
  {
    name: "forget the doubt about a post when its manifest is back",
    file: "jobs/job-journal.ts",
    find: "this.#attempts = { ...UNTRIED, mayHaveIt: isOpen };",
    replace: "this.#attempts = UNTRIED;",
    killer: {
      file: "attempt/submission.test.ts",
      test: "a manifest that was taken away while it was posted, and is back: the doubt about that post is back with it",
    },
  },
  {
    name: "give a job no end whose manifest was taken away when all had arrived",
    file: "gone/orphans.ts",
    find: "recordTakenAway(parts, journal, manifest);\n        return true;",
    replace: "return true;",
    killer: {
      file: "gone/settle-gone.test.ts",
      test: "is told, in events and status, once, and the source stays",
    },
  },
  {
    name: "take what went away with a share for a conflict",
    file: "attempt/accept-published.ts",
    find: "if (comparison.difference !== undefined) await requireDestination(attempt);",
    replace: "",
    notSimulated: "guarded",
    killer: {
      file: "attempt/share-away.test.ts",
      test: "a share that goes away while what is published there is looked at shows no conflict: it is waited for",
    },
  },
  {
    name: "take an unfinished copy for removed that went away with its share",
    file: "gone/leftovers.ts",
    find: "out of sight, and not removed.\n      await look();",
    replace: "out of sight, and not removed.",
    killer: {
      file: "gone/leftovers.test.ts",
      test: "a share that goes away while an unfinished copy is removed has taken it along: it is removed when the share is back",
    },
  },
  {
    name: "take the own job for another's when its manifest is back",
    file: "jobs/job-journal.ts",
    find: "(unanswered || mayHaveIt || wasTaken)",
    replace: "(unanswered || mayHaveIt)",
    killer: {
      file: "attempt/submission.test.ts",
      test: "a manifest that is put back while the service still has its job: that is the own one, and no other",
    },
  },
  {
    name: "forget what was begun of a manifest that is back",
    file: "jobs/job-journal.ts",
    find: "this.#isBegun = this.#abandoned.delete(",
    replace: "this.#abandoned.delete(",
    killer: {
      file: "gone/leftovers.test.ts",
      test: "a copy that was wanted again for a while, with its share away, is removed once it is wanted no more (the next one)",
    },
  },
  {
    name: "let something follow from a journal that was begun anew",
    file: "jobs/job-journal.ts",
    find: "if (digest !== undefined || name !== undefined) return false;",
    replace: "if (digest === undefined || name !== null) return false;",
    killer: {
      file: "gone/renamed-flag-folder.test.ts",
      test: "a flag folder that another lies over in the very moment in which a journal is opened (2): nothing is cancelled",
    },
  },
  {
    name: "take what is written to a file after its last byte for read",
    file: "copy/read-file.ts",
    find: "bytes: buffer.subarray(0, bytes), identity: identityOf(entry) };",
    replace: "bytes: buffer.subarray(0, bytes), identity: identityOf(disk.inspectOpen(descriptor)) };",
    killer: {
      file: "copy/read-file.test.ts",
      test: "what is done to a file while it is read at once does not count as what was read",
    },
  },
  {
    name: "take what is written to a large file after its last byte for read",
    file: "copy/read-file.ts",
    find: 'identity: identityOf(entry), readBack: "cache" };',
    replace: 'identity: identityOf(disk.inspectOpen(descriptor)), readBack: "cache" };',
    notSimulated: "small",
    killer: {
      file: "copy/read-file.test.ts",
      test: "what is done to a file while it is read in pieces does not count as what was read",
    },
  },
  {
    name: "record every failure of a job that fails for weeks",
    file: "attempt/end-attempt.ts",
    find: "mustStand || repeated.isNews(job, failure, course)",
    replace: "attempt > 0",
    killer: {
      file: "attempt/repeated-failures.test.ts",
      test: "a share that is away for hours: each failure is told, and few of them are recorded",
    },
  },
  {
    name: "keep the record of each post to a service that is down",
    file: "attempt/end-attempt.ts",
    find: 'if (!journal.takeBack("submitting")) return false;',
    replace: "return false;",
    killer: {
      file: "attempt/repeated-failures.test.ts",
      test: "a transfer service that refuses every connection for weeks: each post is told, and few are recorded",
    },
  },
  {
    name: "make a share anew where parts of a session are put on record",
    file: "gather/keep-records.ts",
    find: "placeExclusively(fileSystem, path, bytes, staging, { below, verify })",
    replace: "placeExclusively(fileSystem, path, bytes, staging, { verify })",
    killer: {
      file: "attempt/vanished-share.test.ts",
      test: "nor is one that goes away before its first part is put on record there",
    },
  },
  {
    name: "give a damaged record of a part its name",
    file: "gather/keep-records.ts",
    find: 'if (hash === createHash("sha256").update(bytes).digest("hex")) return;',
    replace: 'if (hash !== "") return;',
    killer: {
      file: "attempt/parts.test.ts",
      test: "a record that arrives damaged (part) gets no name, and is written anew",
    },
  },
  {
    name: "leave the records that an unwanted part was writing",
    file: "gone/leftovers.ts",
    find: "for (const unwanted of [growingRecordsOf(job, workerOf(settings)), path])",
    replace: "for (const unwanted of [path])",
    killer: {
      file: "gone/leftovers.test.ts",
      test: "of a part of a session the records that were being written go with its copy, and what is on record stays",
    },
  },
  {
    name: "remember a share by one look",
    file: "attempt/require-destination.ts",
    find: "    await requireStill(attempt, place);\n",
    replace: "",
    killer: {
      file: "attempt/share-away.test.ts",
      test: "a share that goes away while it is looked at for the first time is not taken for one of its own folders, for good",
    },
  },
  {
    name: "leave a published file its name in the working folder",
    file: "publish/publish-file.ts",
    find: 'if (placed === "linked") removeQuietly(fileSystem, staging);',
    replace: "",
    killer: {
      file: "publish/publish-tree.test.ts",
      test: "a file that stands by itself gets its name, and never another's",
    },
  },
  {
    name: "forget what was answered to a post whose manifest is gone",
    file: "attempt/attempt.ts",
    find: "settlePost({ parts, journal }, post.thrown)",
    replace: "false",
    killer: {
      file: "attempt/submission.test.ts",
      test: "a manifest that was taken away while its post was refused, and is back: the refusal is known, and a job that runs then is another's",
    },
  },
  {
    name: "flush nothing of a tree without files",
    file: "publish/publish-tree.ts",
    find: "  if (file !== undefined) {\n    disk.flushFile",
    replace: "  if (file === undefined) return true;\n  else {\n    disk.flushFile",
    killer: {
      file: "publish/publish-tree.test.ts",
      test: "a tree without files has nothing to flush where folders have no flush: its name comes to the disk by a file of our own",
    },
  },
  {
    name: "put a job back to work whose manifest is gone",
    file: "wishes/hear-wishes.ts",
    find: "const goesOn = isGone && BACK_TO_WORK",
    replace: "const goesOn = false && BACK_TO_WORK",
    killer: {
      file: "wishes/hear-wishes.test.ts",
      test: "a job whose manifest was taken away before it was heard is not put back to work: nobody would do it",
    },
  },
  {
    name: "flush no removal of the folder that records grew in",
    file: "gather/keep-records.ts",
    find: "removeTreeDurably(disk, staging);",
    replace: "fileSystem.remove(staging);",
    killer: {
      file: "gather/keep-records.test.ts",
      test: "the folder that records grew in is gone for good: its removal is flushed, for nobody looks for it again",
    },
  },
  {
    name: "take a source that changed for a conflict",
    file: "attempt/accept-published.ts",
    find: "await requireUnchanged(attempt, plan, journal.history().ledger);",
    replace: "",
    killer: {
      file: "attempt/accept-published.test.ts",
      test: "a source that changed since it was planned is no conflict with what stands there, and may be what stands there",
    },
  },
]);

const FOUNDATION = mutantsOf("foundation", [
  {
    name: "miss a share because a folder above it was closed for a moment",
    file: "places/destination-place.ts",
    find: "low.seen !== true &&\n    low.root !== high.root &&",
    replace: "low.root === high.root &&",
    killer: {
      file: "places/destination-place.test.ts",
      test: "its root is not certain, and a look that sees further up misses nothing, of versions of before too",
    },
  },
  {
    name: "take a journal that can't be read for none",
    file: "journal/read-journal.ts",
    find: "if (isNothing((error as Error).cause)) return undefined;",
    replace: "return undefined;",
    notSimulated: "guarded",
    killer: {
      file: "journal/open-journal.test.ts",
      test: "a journal that can't be looked at now is not taken for a new one",
    },
  },
  {
    name: "keep a journal closed that was not mended at once",
    file: "journal/open-journal.ts",
    find: "broken = undo(file, unwanted);",
    replace: "",
    killer: {
      file: "journal/open-journal.test.ts",
      test: "and the disk refuses for a moment to take it back (file.truncate), that is done before the next record",
    },
  },
]);

const PLUGIN = mutantsOf("watchdog-plugin", [
  {
    name: "write logs into data that were handed off before",
    file: "transfer/published-transfer.ts",
    find: "readPublishedRecord(fileSystem, session) !== undefined || lookForTrace(fileSystem, places, session).wasPublished",
    replace: "false",
    killer: {
      file: "run-hand-off.test.ts",
      test: "once published and withdrawn, nothing more is written into the data: they may have arrived",
    },
  },
  {
    name: "put logs into folders whose names are not flushed",
    file: "logs/copy-launcher-logs.ts",
    find: "flushWay(fileSystem, dirname(dirname(folder)), session);",
    replace: "",
    notSimulated: "guarded",
    killer: {
      file: "logs/copy-launcher-logs.test.ts",
      test: "the folders that the experiment made are on the disk before a log is put there: a power cut would take it with them",
    },
  },
  {
    name: "make anew what was published and not written down",
    file: "transfer/published-transfer.ts",
    find: "if (standing === undefined) return undefined;",
    replace: "if (standing !== null) return undefined;",
    notSimulated: "guarded",
    killer: {
      file: "run-hand-off.test.ts",
      test: "what was published and not written down is gone on with, though its source was deleted since (queued)",
    },
  },
  {
    name: "make a destination on the rig's own disk",
    file: "preflight/check-where-data-go.ts",
    find: "device === undefined || isRefused(fileSystem, places, device)",
    replace: "device === undefined",
    notSimulated: "guarded",
    killer: {
      file: "preflight/check-where-data-go.test.ts",
      test: "where the share was away at the first look and there at the second, nothing is made",
    },
  },
]);

export const MENDED = [...SERVICE, ...FOUNDATION, ...PLUGIN];
