import { mutantsOf } from "../mutant.js";

export const SERVICE_COPY = mutantsOf("watchdog-service", [
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
    name: "wait for ever for a system call",
    file: "work/worker-process.ts",
    find: 'breakOff("COPY_STALLED"',
    replace: '(() => {})("COPY_STALLED"',
    killer: { file: "work/worker-pool.test.ts", test: "fails its order at the deadline, and its process is gone" },
  },
  {
    name: "read on when another file has taken the source's place",
    file: "copy/planned-source.ts",
    find: 'if (now?.inode !== read.entry.inode) throw changed(task, "another file has taken its place");',
    replace: "",
    killer: {
      file: "copy/changing-source.test.ts",
      test: "a source that is replaced by a rename while it is read is not verified",
    },
  },
  {
    name: "flush a large file at its end alone",
    file: "copy/write-copy.ts",
    find: "if (unflushed < FLUSH_BYTES) return;",
    replace: "return;",
    killer: {
      file: "copy/write-copy.test.ts",
      test: "a large file is flushed on its way: a slow share would take all of it into its cache, and then look stalled",
    },
  },
  {
    name: "pass over a flush on the way that fails",
    file: "copy/write-copy.ts",
    find: "if (!cannotFlush(error)) throw failedToWrite(task, error);",
    replace: "",
    killer: {
      file: "copy/write-copy.test.ts",
      test: "a flush on the way that fails by EIO ends the copy: DESTINATION_UNREACHABLE",
    },
  },
  {
    name: "take a share that fails for one that keeps no times",
    file: "copy/copy-batch.ts",
    find: "if (isUnreachable(error)) throw failedToWrite(task, error);",
    replace: "",
    killer: {
      file: "copy/copy-batch.test.ts",
      test: "a time of change that is refused by EIO: DESTINATION_UNREACHABLE",
    },
  },
  {
    name: "take a used-up quota for a failure of another kind",
    file: "copy/destination-failures.ts",
    find: '["ENOSPC", "EDQUOT"]',
    replace: '["ENOSPC"]',
    killer: { file: "copy/copy-batch.test.ts", test: "a destination that answers EDQUOT is full" },
  },
  {
    name: "fail when the name is taken between the look and the rename",
    file: "publish/publish-tree.ts",
    find: 'if (refusal === undefined) break;\n      if (inspectIfThere(disk, target) !== undefined) return "taken";',
    replace: "if (refusal === undefined) break;",
    killer: {
      file: "publish/publish-tree.test.ts",
      test: "a name that is taken between the look and the rename, which answers ENOTEMPTY, is taken at once",
    },
  },
]);
