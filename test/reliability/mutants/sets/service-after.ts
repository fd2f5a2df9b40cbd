import { mutantsOf } from "../mutant.js";

/** Mistakes about what comes after a hand-off, or keeps it from beginning: owners of destinations, what was refused, fetched, told. */
export const SERVICE_AFTER = mutantsOf("watchdog-service", [
  {
    name: "begin a job although the owner of its destination pauses all rigs",
    file: "board/destination-holds.ts",
    find: 'return mode === "pause" || (mode === "drain" && !isUnderWay);',
    replace: 'return mode === "drain" && !isUnderWay;',
    notSimulated: "owners",
    killer: {
      file: "board/destination-holds.test.ts",
      test: "once, what is held is left, as trouble, and the next daemon knows it before it looks",
    },
  },
  {
    name: "go on copying where the owner of the destination pauses all rigs",
    file: "board/destination-holds.ts",
    find: 'return needs === "data" && this.#of(job)?.mode === "pause";',
    replace: "return needs === undefined && this.#of(job) === undefined;",
    notSimulated: "owners",
    killer: {
      file: "board/destination-holds.test.ts",
      test: "what is under way stops at a pause and goes on behind it, and comes to its end under a drain",
    },
  },
  {
    name: "take a share that is away for one whose owner has let go",
    file: "hold/look-for-holds.ts",
    find: "if (here !== undefined) folders.push(folder);",
    replace: "folders.push(folder);",
    notSimulated: "owners",
    killer: {
      file: "board/destination-holds.test.ts",
      test: "of a destination that is away, what its owner said holds on",
    },
  },
  {
    name: "leave at the rig what is no longer what was handed off",
    file: "fetch/fetch-copy.ts",
    find: "if (hash !== undefined && hash !== copied) {",
    replace: "if (hash === undefined) {",
    notSimulated: "owners",
    killer: {
      file: "fetch/fetch.test.ts",
      test: "what is missing or changed at the destination is told, and nothing wrong is left at the rig",
    },
  },
  {
    name: "take what stands in the way of a fetched file for it",
    file: "fetch/fetch-copy.ts",
    find: "(isSame(listed, entry, there) ? found.kept : found.inTheWay).push(path);",
    replace: "found.kept.push(path);",
    notSimulated: "owners",
    killer: {
      file: "fetch/fetch.test.ts",
      test: "what stands in the way is left there, and a fetch that was cut short goes on",
    },
  },
  {
    name: "post a corrected request under the key of the one that was refused",
    file: "attempt/submit-job.ts",
    find: "isChanged ? correction.request : undefined",
    replace: "isChanged ? undefined : undefined",
    notSimulated: "owners",
    killer: {
      file: "cli/dead-letters.test.ts",
      test: "what was refused is exported once, corrected in bulk, and posted by its own jobs, each under a key of its own",
    },
  },
  {
    name: "register a session in the catalogue a second time as another",
    file: "catalogue/sci-cat.ts",
    find: "if (same === undefined) await ask",
    replace: "if (same !== null) await ask",
    notSimulated: "owners",
    killer: {
      file: "catalogue/catalogue.test.ts",
      test: "a session is registered with its files and their checksums; told again, it is there once",
    },
  },
]);

/** Sessions that nobody handed off are found, and only those. */
export const SWEEP = mutantsOf("core", [
  {
    name: "take a folder that is still being recorded",
    file: "sweep/plan-sweep.ts",
    find: "if (now - writtenAt < QUIET_MS)",
    replace: "if (now < QUIET_MS && writtenAt < 0)",
    notSimulated: "swept",
    killer: { file: "sweep/sweep.test.ts", test: "what was written to in the last hour is not offered" },
  },
  {
    name: "take a folder for a session before all that makes it one is there",
    file: "sweep/adopt-session.ts",
    find: "const making = join(directory, `${SESSION_FOLDER}-making`);",
    replace: "const making = directory;",
    notSimulated: "swept",
    killer: {
      file: "sweep/sweep.test.ts",
      test: "killed at any step, a folder is no session yet, or a whole one whose experiment is over",
    },
  },
]);
