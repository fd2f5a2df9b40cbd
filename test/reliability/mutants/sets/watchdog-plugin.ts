import { mutantsOf } from "../mutant.js";

export const PLUGIN = mutantsOf("watchdog-plugin", [
  {
    name: "hand a session off without the stream that its document names",
    file: "mapper/to-mapping.ts",
    find: 'if (empty.length > 0 && outcome === "success")',
    replace: "if (empty.length > 0 && session.name === name)",
    notSimulated: "mapper",
    killer: {
      file: "mapper/config-mapper.test.ts",
      test: "a stream without its folder is an error after a success, and left out after a failure",
    },
  },
  {
    name: "take a document of another subject for this session's",
    file: "mapper/to-mapping.ts",
    find: "if ([session.subject, ...(session.formerSubjects ?? [])].includes(subjectId)) return;",
    replace: "if (name !== session.subject) return;",
    notSimulated: "mapper",
    killer: {
      file: "mapper/config-mapper.test.ts",
      test: "a document of another subject is that of another session",
    },
  },
  {
    name: "keep data on the rig although its mapper may fail",
    file: "watchdog-plugin.ts",
    find: "mapping === undefined || isLenient ? additions : [mapping, ...additions]",
    replace: "mapping === undefined ? additions : [mapping, ...additions]",
    notSimulated: "mapper",
    killer: {
      file: "mapper/config-mapper.test.ts",
      test: "hands off what lies there, says loudly that the mapper failed, and it does not count",
    },
  },
  {
    name: "leave part of a folder behind without a word",
    file: "mapper/coverage.ts",
    find: "if (isFolder && covered.some((source) => isWithin(path, source))) look(inside);",
    replace: "if (isFolder && covered.some((source) => isWithin(path, source))) continue;",
    notSimulated: "told",
    killer: {
      file: "mapper/coverage.test.ts",
      test: "is named at any depth, but for the launcher's own",
    },
  },
  {
    name: "publish what the version that is installed would refuse",
    file: "transfer/write-manifest.ts",
    find: "if (first === undefined) return text;",
    replace: "if (first !== null) return text;",
    notSimulated: "mapper",
    killer: {
      file: "preflight/check-plan.test.ts",
      test: "a session whose manifest the chosen version of the service would refuse is refused before it begins",
    },
  },
  {
    name: "publish a manifest a second time",
    file: "transfer/publish-manifest.ts",
    find: 'if (occupant === "same") {',
    replace: "if (false) {",
    killer: {
      file: "transfer/publish-manifest.test.ts",
      test: "twice is once: as after a crash between the publication and the journal",
    },
  },
  {
    name: "count a found manifest without its flush",
    file: "transfer/publish-manifest.ts",
    find: 'flushFound(fileSystem, place);\n        return "same";',
    replace: 'return "same";',
    killer: {
      file: "transfer/publish-manifest.test.ts",
      test: "what is found queued is flushed with its name before it counts as published",
    },
  },
  {
    name: "publish a manifest without flushing its name",
    file: "../../foundation/src/platform/place-exclusively.ts",
    find: 'if (placed !== "taken") flushName(fileSystem, path, placed === "linked" ? unfinished : path);',
    replace: "",
    killer: {
      file: "transfer/publish-manifest.test.ts",
      test: "its name is flushed into the flag folder before it counts as published, by the file too, unseen by whoever watches",
    },
  },
  {
    name: "forget in a manifest that is made anew what a person altered",
    file: "transfer/create-manifest.ts",
    find: "choices.altered === undefined ? manifest : alterManifest(manifest, choices.altered)",
    replace: "manifest",
    killer: { file: "change/relabel.test.ts", test: "what was altered about it goes with it under the other name" },
  },
  {
    name: "look in today's queue for what was published into another",
    file: "follow/parts-for.ts",
    find: "if (findWatchPlaces(parts).flagFolder === flagFolder) return parts;",
    replace: "return parts;",
    killer: {
      file: "follow/another-queue.test.ts",
      test: "what lies in the queue that the options named then is told, changed and gone on with there, and published nowhere else",
    },
  },
  {
    name: "take a session for another's by the beginning of its folder's name",
    file: "transfer/published-record.ts",
    find: "path.startsWith(`${folder}/`)",
    replace: "path.startsWith(folder)",
    killer: { file: "transfer/create-manifest.test.ts", test: "a manifest is told to be of a session by its sources" },
  },
  {
    name: "take another manifest's job for this session's",
    file: "follow/read-job.ts",
    find: "found.digest === digest",
    replace: "true",
    killer: { file: "follow/read-job.test.ts", test: "a job of other bytes under the same name is not ours" },
  },
  {
    name: "call a session safe to delete whose files were written since",
    file: "follow/look-at-source.ts",
    find: "return BigInt(copied.bytes) === size && BigInt(copied.modified) === modifiedNs;",
    replace: "return true;",
    killer: {
      file: "follow/hand-off-status.test.ts",
      test: "a file that is written to since keeps the source, and is named",
    },
  },
  {
    name: "call a parked hand-off pending",
    file: "follow/conclude.ts",
    find: 'if (state?.step === "parked") throw parked(state, published, advice);',
    replace: "",
    killer: {
      file: "follow/conclude.test.ts",
      test: "a parked job is an error with the daemon's reason, and its advice with the whole command",
    },
  },
  {
    name: "publish anew what is on record as published",
    file: "run-hand-off.ts",
    find: "found ?? (await publishNow(transfer, context, unknown))",
    replace: "(await publishNow(transfer, context, unknown))",
    killer: {
      file: "run-hand-off.test.ts",
      test: "once published, the data are left alone: a resumed run takes no mapping and copies no logs",
    },
  },
  {
    name: "leave data behind because nobody is there to ask",
    file: "transfer/decide-hand-off.ts",
    find: 'asking.report("note", "there was nobody to ask whether to hand it off, so it is");\n      return undefined;',
    replace: 'return "nobody";',
    notSimulated: "mapper",
    killer: {
      file: "transfer/decide-hand-off.test.ts",
      test: "where there is nobody to ask, no data is left behind",
    },
  },
  {
    name: "let a session be cleaned whose manifest still stands in the outbox",
    file: "follow/hand-off-reader.ts",
    find: "if (findWaiting(fileSystem, places, session) !== undefined)",
    replace: "if (session.name === '')",
    notSimulated: "cleaned",
    killer: {
      file: "follow/release-source.test.ts",
      test: "a session that still has a manifest in the outbox is not released, and it is said why",
    },
  },
  {
    name: "let a session be cleaned whatever a new reading of its copy finds",
    file: "follow/release-source.ts",
    find: "if (damage !== undefined)",
    replace: "if (damage === '')",
    notSimulated: "cleaned",
    killer: {
      file: "follow/release-source.test.ts",
      test: "with verifies the copy is read again by a program of its own, and what it finds decides",
    },
  },
  {
    name: "have a test session submitted",
    file: "send-test/test-session.ts",
    find: "sent: make(null)",
    replace: "sent: make(endpoint)",
    notSimulated: "tested",
    killer: {
      file: "send-test/send-tester.test.ts",
      test: "goes the way of a session, is never submitted, and leaves nothing",
    },
  },
  {
    name: "remove a test session's journal before its daemon has let go",
    file: "send-test/await-let-go.ts",
    find: '(!has(...BEGUN) || has("published", "cleared"))',
    replace: "true",
    notSimulated: "tested",
    killer: {
      file: "send-test/send-tester.test.ts",
      test: "stopped while the daemon copies is taken away from it, and removed when it has let go",
    },
  },
  {
    name: "release a file that a needed copy has as it was before",
    file: "follow/release-source.ts",
    find: "agreeing(job.ledger, further)",
    replace: "job.ledger",
    notSimulated: "oneDestination",
    killer: {
      file: "follow/further.test.ts",
      test: "a file that is in the second copy as it was before is not released",
    },
  },
]);
