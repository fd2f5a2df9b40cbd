import { mutantsOf } from "../mutant.js";

export const SERVICE_ENDS = mutantsOf("watchdog-service", [
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
    name: "delete a link among the sources",
    file: "archive/delete-sources.ts",
    find: "return isFile && bytes",
    replace: "return bytes",
    killer: {
      file: "archive/delete-sources.test.ts",
      test: "a link among the sources is kept, although its own size and time be those of what was copied",
    },
  },
]);
