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
    name: "let any number wait for a place that does not answer",
    file: "work/hanging-places.ts",
    find: "visits.size >= (dead ? 1 : PER_PLACE)",
    replace: "false",
    notSimulated: "oneDestination",
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
    notSimulated: "names",
    killer: {
      file: "plan/plan-copy.test.ts",
      test: 'the name "../x" is refused',
    },
  },
  {
    name: "wait for ever for a system call",
    file: "work/patient-run.ts",
    find: "() => breakOff(stalled(order, limitMs))",
    replace: "() => {}",
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
    notSimulated: "small",
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
    notSimulated: "small",
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
    notSimulated: "times",
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
    notSimulated: "told",
    killer: { file: "copy/copy-batch.test.ts", test: "a destination that answers EDQUOT is full" },
  },
  {
    name: "verify fewer bytes than were planned",
    file: "copy/write-copy.ts",
    find: "requireAllRead(disk, task, source, bytes);",
    replace: "",
    killer: { file: "copy/changing-source.test.ts", test: "3145729 bytes: is told as such, nothing is left" },
  },
  {
    name: "take a short write for a whole one",
    file: "copy/write-copy.ts",
    find: "for (let written = 0; written < bytes.length;) written += disk.write(descriptor, bytes.subarray(written));",
    replace: "disk.write(descriptor, bytes);",
    killer: {
      file: "copy/copy-batch.test.ts",
      test: "is complete when the system takes and gives only a few bytes at a time",
    },
  },
  {
    name: "leave a copy that differs",
    file: "copy/copy-batch.ts",
    find: "for (const { task } of wrong) {",
    replace: "for (const { task } of wrong.slice(wrong.length)) {",
    killer: { file: "copy/copy-batch.test.ts", test: "bit 0 flipped: is caught and removed" },
  },
  {
    name: "pass over a last flush that fails",
    file: "copy/copy-batch.ts",
    find: "if (!cannotFlush(error)) throw failedToWrite(task, error);",
    replace: "",
    killer: { file: "copy/copy-batch.test.ts", test: "what was flushed stays when a later flush of the batch fails" },
  },
  {
    name: "reuse the ledger's word on a source of another time",
    file: "copy/copy-tree.ts",
    find: "known.bytes === bytes && known.modified === modified",
    replace: "known.bytes === bytes",
    killer: {
      file: "copy/copy-tree.test.ts",
      test: "copies again only what the ledger does not know, or whose source has another time",
    },
  },
  {
    name: "say that an unflushed copy is flushed",
    file: "copy/copy-tree.ts",
    find: "flushed &&= file.flushed;",
    replace: "",
    killer: {
      file: "attempt/between-verifying-and-publishing.test.ts",
      test: "copied: is handed off, said so, recorded so, and no source is deleted",
    },
  },
  {
    name: "publish wherever the destination is now",
    file: "work/perform-order.ts",
    find: "requireSamePlace(ports.disk, at);\n    return publishTree",
    replace: "return publishTree",
    killer: {
      file: "attempt/share-away.test.ts",
      test: "a share that goes away right before the step publish is noticed in it",
    },
  },
]);
