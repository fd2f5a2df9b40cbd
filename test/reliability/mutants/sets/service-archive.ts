import { mutantsOf } from "../mutant.js";

export const SERVICE_ARCHIVE = mutantsOf("watchdog-service", [
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
    notSimulated: "guarded",
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
    find: "if (standsAt(fileSystem, place))",
    replace: "if (false)",
    killer: { file: "archive/archive-manifest.test.ts", test: "never replaces an archived one" },
  },
  {
    name: "ignore the lock",
    file: "daemon/serve-daemon.ts",
    find: "locks.acquire(watchdogLockName(flagFolder), {",
    replace: "locks.acquire(`${watchdogLockName(flagFolder)}${run.pid}${run.since}`, {",
    killer: { file: "cli/daemon.test.ts", test: "a second one is refused, and told who holds it" },
  },
  {
    name: "delete a link among the sources",
    file: "archive/delete-sources.ts",
    find: "return isFile && bytes",
    replace: "return bytes",
    notSimulated: "links",
    killer: {
      file: "archive/delete-sources.test.ts",
      test: "a link among the sources is kept, although its own size and time be those of what was copied",
    },
  },
  {
    name: "look at the last of a source's copies alone",
    file: "archive/delete-sources.ts",
    find: "const published = [...(earlier?.published ?? []), join(target, path)];",
    replace: "const published = [join(target, path)];",
    notSimulated: "oneModality",
    killer: {
      file: "archive/delete-sources.test.ts",
      test: "of a source in two modalities both copies have to be right, that in behavior too",
    },
  },
  {
    name: "delete a source whose copy is on the rig's own disk",
    file: "archive/delete-batch.ts",
    find: 'if (ownDisk !== undefined && isOwn(there, entry, ownDisk)) return "ownDisk";',
    replace: "",
    notSimulated: "local",
    killer: {
      file: "archive/delete-sources.test.ts",
      test: "a copy on the source's own device, or on another disk of the rig, counts only where that is allowed",
    },
  },
  {
    name: "remove the folders of a target that is the source",
    file: "archive/delete-sources.ts",
    find: 'if (kept.every(({ reason }) => reason === "changed"))',
    replace: "if (true)",
    notSimulated: "guarded",
    killer: {
      file: "attempt/own-target.test.ts",
      test: "a target that has become a link to the source between publication and deletion costs nothing",
    },
  },
  {
    name: "remove empty folders of what is published",
    file: "archive/delete-batch.ts",
    find: "published.find(entry) === true) return false;",
    replace: "false) return false;",
    notSimulated: "guarded",
    killer: {
      file: "archive/remove-empty-folders.test.ts",
      test: "leaves what is published within a source, or is the source under another name, with its empty folders",
    },
  },
  {
    name: "archive another manifest that has the name by now",
    file: "archive/archive-manifest.ts",
    find: "if (!standsAt(fileSystem, manifest) || digestOf(fileSystem, manifest) !== digest) return earlier;",
    replace: "if (!standsAt(fileSystem, manifest)) return earlier;",
    killer: { file: "archive/archive-manifest.test.ts", test: "leaves a manifest alone that is another one by now" },
  },
  {
    name: "count an archived manifest without its flush",
    file: "archive/archive-manifest.ts",
    find: "disk.flushFile(earlier);",
    replace: "",
    killer: {
      file: "archive/archive-manifest.test.ts",
      test: "flushes an archived manifest that it finds before it takes the other away: its mover may have been killed",
    },
  },
  {
    name: "remove the manifest as its own archived copy",
    file: "archive/archive-manifest.ts",
    find: "requireApart(disk, dirname(manifest), completeFolder);",
    replace: "",
    notSimulated: "oneVolume",
    killer: {
      file: "archive/archive-manifest.test.ts",
      test: "leaves a manifest where it is when manifest_complete has become the flag folder itself",
    },
  },
  {
    name: "take what the patterns left out for what was handed off",
    file: "archive/find-sources.ts",
    find: "    if (chooser.takes(path))\n",
    replace: "    if (path)\n",
    notSimulated: "selection",
    killer: {
      file: "attempt/selection.test.ts",
      test: "patterns that leave less out after the data are published have nothing deleted that was left out then",
    },
  },
  {
    name: "remove an empty folder that the patterns left out",
    file: "archive/delete-sources.ts",
    find: "except: [target, ...left]",
    replace: "except: [target]",
    notSimulated: "selection",
    killer: {
      file: "attempt/selection.test.ts",
      test: "what a manifest or the watch config leaves out is not handed off, told, and never deleted",
    },
  },
  {
    name: "delete a source that stays, because a folder around it goes",
    file: "archive/find-sources.ts",
    find: "if (kept.includes(source)) {",
    replace: 'if (kept.includes("")) {',
    notSimulated: "oneModality",
    killer: {
      file: "attempt/own-target.test.ts",
      test: "one that stays is not deleted by another way either: from the folder around it, or by a link to it",
    },
  },
  {
    name: "find a copy whole whose bytes are others",
    file: "verify/verify-folder.ts",
    find: "if (read.hash !== hash)",
    replace: 'if (read.hash === "")',
    notSimulated: "cleaned",
    killer: {
      file: "verify/verify.test.ts",
      test: "what is missing, changed, of another size or not handed off is named",
    },
  },
  {
    name: "take a list that names a part of a copy for one of all of it",
    file: "cli/verify-command.ts",
    find: 'list.kind === "sums" && found.extra.length > 0',
    replace: "found.extra.length < 0",
    notSimulated: "cleaned",
    killer: {
      file: "verify/sums.test.ts",
      test: "the command goes by a list that sha256sum has made, says so, and what is not in it",
    },
  },
  {
    name: "read by a list of sums what lies outside of its folder",
    file: "verify/file-list.ts",
    find: "if (whole === folder || !isWithin(folder, whole))",
    replace: "if (whole === folder)",
    notSimulated: "cleaned",
    killer: {
      file: "verify/sums.test.ts",
      test: "nothing outside of the folder is read by a list, and one that is none is refused with its line",
    },
  },
]);
