import { mutantsOf } from "../mutant.js";

export const SERVICE_PUBLISH = mutantsOf("watchdog-service", [
  {
    name: "rename first, copy into the final name",
    file: "attempt/publish-job.ts",
    find: "return { staging: stagingOf(attempt, target), at:",
    replace: "return { staging: target, at:",
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
    find: "if (comparison.difference !== undefined)\n    throw",
    replace: "if (false)\n    throw",
    killer: {
      file: "attempt/hand-off.test.ts",
      test: "another content of the same size is left alone, and the job is parked",
    },
  },
  {
    name: "do not flush what was found in place",
    file: "attempt/accept-published.ts",
    find: 'const flushed = await pool.run({ kind: "flushTree", root: target, staging }, { signal });',
    replace: "const flushed = true;",
    killer: {
      file: "publish/publish-tree.test.ts",
      test: "what stands at the destination already counts as published only when it is flushed",
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
    file: "attempt/publish-piece.ts",
    find: "await requireStillWanted(parts, job, signal);",
    replace: "",
    killer: { file: "board/time.test.ts", test: "while it is copied breaks the copy off and clears it away" },
  },
  {
    name: "count an earlier publication without its flush",
    file: "attempt/accept-published.ts",
    find: 'const flushed = await pool.run({ kind: "flushTree"',
    replace: 'const flushed = true || await pool.run({ kind: "flushTree"',
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
    find: "await requireUnchanged(attempt, plan, known);",
    replace: "",
    notSimulated: "guarded",
    killer: {
      file: "attempt/accept-published.test.ts",
      test: "the source's own data at the destination are no publication of a source that has changed meanwhile",
    },
  },
  {
    name: "flush no file of a copy after its rename",
    file: "publish/publish-tree.ts",
    find: "    flushByFile(disk, target, expected.files[0]?.path, staging);\n",
    replace: "",
    killer: {
      file: "publish/publish-tree.test.ts",
      test: "flushes the folders from the leaves up, renames, and flushes a file and the folder above: either brings the name to the disk",
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
      test: "flushes the folders from the leaves up, renames, and flushes a file and the folder above: either brings the name to the disk",
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
    name: "fail when the name is taken between the look and the rename",
    file: "publish/publish-tree.ts",
    find: "if (refusal === undefined) break;\n      if (inspectIfThere(disk, target) !== undefined) {",
    replace: "if (refusal === undefined) break;\n      if (false) {",
    notSimulated: "pace",
    killer: {
      file: "publish/publish-tree.test.ts",
      test: "a name that is taken between the look and the rename, which answers ENOTEMPTY, is taken at once",
    },
  },
  {
    name: "rename over an empty folder",
    file: "publish/publish-tree.ts",
    find: 'if (inspectIfThere(disk, target) !== undefined) return "taken";\n      const refusal',
    replace: "const refusal",
    notSimulated: "emptyFolders",
    killer: {
      file: "publish/publish-tree.test.ts",
      test: "never takes a name that is taken, not even an empty folder's",
    },
  },
  {
    name: "publish folders that are not flushed",
    file: "publish/publish-tree.ts",
    find: 'for (const folder of [...folders.toReversed(), ""]) flushNames(disk, join(staging, folder));',
    replace: "",
    killer: {
      file: "publish/publish-tree.test.ts",
      test: "flushes the folders from the leaves up, renames, and flushes a file and the folder above: either brings the name to the disk",
    },
  },
  {
    name: "clear away what a link under a working folder's name leads to",
    file: "publish/prepare-staging.ts",
    find: "disk.removeFile(staging);",
    replace: "",
    notSimulated: "links",
    killer: {
      file: "attempt/own-target.test.ts",
      test: "what a link under a working folder's name leads to is not cleared away",
    },
  },
  {
    name: "leave what is not wanted in the working folder",
    file: "publish/prepare-staging.ts",
    find: "disk.removeFile(join(staging, path));",
    replace: "",
    killer: {
      file: "copy/copy-tree.test.ts",
      test: "staging is cleared of what the plan does not name, and keeps what it does",
    },
  },
  {
    name: "compare sizes alone with what is published",
    file: "attempt/accept-published.ts",
    find: "if (there === undefined || there.hash !== wanted)",
    replace: "if (there === undefined)",
    killer: {
      file: "attempt/hand-off.test.ts",
      test: "another content of the same size is left alone, and the job is parked",
    },
  },
  {
    name: "say of a share without a flush that it is flushed",
    file: "publish/publish-tree.ts",
    find: "flushed = false;",
    replace: "",
    killer: {
      file: "attempt/between-verifying-and-publishing.test.ts",
      test: "found in place: is handed off, said so, recorded so, and no source is deleted",
    },
  },
  {
    name: "take links for what was planned",
    file: "publish/walk-tree.ts",
    find: "if (other !== undefined) return `${other} is there and is neither file nor folder`;",
    replace: "",
    notSimulated: "links",
    killer: { file: "publish/publish-tree.test.ts", test: "refuses a staging folder with a link more" },
  },
  {
    name: "publish what was changed after it had been verified",
    file: "attempt/publish-piece.ts",
    find: "if (found === undefined || found.hash !== ledger.get(path)?.hash)",
    replace: "if (found === undefined)",
    killer: {
      file: "attempt/between-verifying-and-publishing.test.ts",
      test: "with other bytes of the same number: is not published, and copied again",
    },
  },
  {
    name: "delete what stands in its place already",
    file: "attempt/publish-job.ts",
    find: "if (plan.inPlace !== undefined && job.deleteSource)",
    replace: "if (false)",
    notSimulated: "guarded",
    killer: {
      file: "attempt/own-target.test.ts",
      test: "a source that is its own target and is to be deleted parks the job and loses nothing (home)",
    },
  },
  {
    name: "let whoever comes last submit a session of several computers",
    file: "attempt/gather-parts.ts",
    find: " || !isSameOwner(submits, ownerOf(attempt))",
    replace: "",
    killer: {
      file: "attempt/parts.test.ts",
      test: "two computers add their modalities to one folder, and the first of the parts submits all of it, once",
    },
  },
  {
    name: "submit a session before all its parts have arrived",
    file: "attempt/gather-parts.ts",
    find: "missing.length > 0 || ",
    replace: "",
    killer: {
      file: "attempt/parts.test.ts",
      test: "two computers add their modalities to one folder, and the first of the parts submits all of it, once",
    },
  },
  {
    name: "replace a metadata file of another computer",
    file: "publish/publish-file.ts",
    find: "const placed = linkOrRename(fileSystem, staging, target);",
    replace: 'fileSystem.rename(staging, target);\n  const placed: string = "renamed";',
    notSimulated: "ownMetadata",
    killer: {
      file: "publish/publish-tree.test.ts",
      test: "a file that stands by itself gets its name, and never another's",
    },
  },
  {
    name: "add a part to a folder that none has begun",
    file: "gather/keep-records.ts",
    find: "if (!isBegun && target !== undefined && inspectIfThere(disk, target) !== undefined)",
    replace: "if (false)",
    notSimulated: "sameParts",
    killer: {
      file: "attempt/parts.test.ts",
      test: "a folder that no part has begun is not added to",
    },
  },
  {
    name: "take lists of parts that differ for one",
    file: "attempt/gather-parts.ts",
    find: "if (other === undefined) return;",
    replace: "if (true) return;",
    notSimulated: "sameParts",
    killer: {
      file: "attempt/parts.test.ts",
      test: "lists of parts that differ park whoever comes later, before it copies; corrected, it goes on",
    },
  },
  {
    name: "forget to tell the other computers that the session is submitted",
    file: "attempt/attempt.ts",
    find: "await announceSubmission(attempt, namesOfUploads(JSON.parse(requestOf(attempt))));",
    replace: "",
    killer: {
      file: "attempt/parts.test.ts",
      test: "two computers add their modalities to one folder, and the first of the parts submits all of it, once",
    },
  },
  {
    name: "copy what waits for its hour with what goes first",
    file: "attempt/passes.ts",
    find: "if (until <= parts.clock.now())",
    replace: "if (until)",
    notSimulated: "pace",
    killer: {
      file: "attempt/later.test.ts",
      test: "what is small goes first, the rest at its hour; all of it is published and submitted once, at the end",
    },
  },
  {
    name: "take what went first for all of a session",
    file: "attempt/accept-published.ts",
    find: "planned.first === true || ",
    replace: "",
    notSimulated: "firstAlone",
    killer: {
      file: "attempt/later.test.ts",
      test: "what went first is not all: where somebody has put just that under its name, it is no publication",
    },
  },
]);
