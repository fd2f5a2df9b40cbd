import { mutantsOf } from "../mutant.js";

export const FOUNDATION = mutantsOf("foundation", [
  {
    name: "do not flush a mended line break",
    file: "journal/open-journal.ts",
    find: "if (contents !== EMPTY) {",
    replace: "if (contents !== EMPTY && !contents.breakMissing) {",
    killer: {
      file: "journal/open-journal.test.ts",
      test: "of a line break that is missing is mended, and flushed before anything follows it",
    },
  },
  {
    name: "do not flush what was taken back",
    file: "journal/open-journal.ts",
    find: "file.truncate(size);\n    file.sync();",
    replace: "file.truncate(size);",
    killer: {
      file: "journal/open-journal.test.ts",
      test: "what is taken back is flushed: a power cut must not bring it back to follow an answer that it is not there",
    },
  },
  {
    name: "read a line whatever stands before its record",
    file: "journal/journal-line.ts",
    find: "if (MIDDLE.compare(line, HEAD.length + DIGITS, RECORD_START) !== 0) return undefined;",
    replace: "",
    notSimulated: "damage",
    killer: {
      file: "journal/read-journal.test.ts",
      test: "a line of which any one byte is not as it was written is damaged, those around its record too",
    },
  },
  {
    name: "acknowledge a record before it is flushed",
    file: "journal/open-journal.ts",
    find: "file.append(bytes);\n      file.sync();",
    replace: "file.append(bytes);",
    killer: {
      file: "journal/open-journal.test.ts",
      test: "it returns from append after the flush, and flushes the folder that it made the file in",
    },
  },
  {
    name: "write on behind half a line",
    file: "journal/open-journal.ts",
    find: "broken = undo(file, before);",
    replace: "undo(file, before);",
    killer: {
      file: "journal/open-journal.test.ts",
      test: "and half a line can't be taken back, nothing more is written behind it",
    },
  },
  {
    name: "write on behind a torn tail",
    file: "journal/open-journal.ts",
    find: "file.truncate(contents.wholeBytes);",
    replace: "",
    killer: { file: "journal/open-journal.test.ts", test: "of zeros, as a power cut leaves them, is cut" },
  },
  {
    name: "believe that a failed write is on the device",
    file: "journal/open-journal.ts",
    find: "durable?.delete(path);",
    replace: "",
    killer: { file: "journal/open-journal.test.ts", test: "is flushed when the process's own last write failed" },
  },
  {
    name: "count a found journal before it is flushed",
    file: "journal/open-journal.ts",
    find: "if (contents !== EMPTY) {",
    replace: "if (false) {",
    killer: {
      file: "journal/open-journal.test.ts",
      test: "is flushed with its name before it counts: who wrote it may have been killed before he could",
    },
  },
  {
    name: "pass over a line that is damaged in the middle",
    file: "journal/open-journal.ts",
    find: 'if (options.damaged !== "skip") refuseDamage(path, contents);',
    replace: "",
    notSimulated: "damage",
    killer: { file: "journal/open-journal.test.ts", test: "is an error with its line number" },
  },
  {
    name: "believe a line without its checksum",
    file: "journal/journal-line.ts",
    find: 'if (line.toString("latin1", HEAD.length, HEAD.length + DIGITS) !== checksum(text)) return undefined;',
    replace: "",
    notSimulated: "damage",
    killer: {
      file: "journal/read-journal.test.ts",
      test: "a line of which any one byte is not as it was written is damaged, those around its record too",
    },
  },
  {
    name: "replace a file without flushing its folder",
    file: "platform/durable-write.ts",
    find: "flushNames(fileSystem, path, [dirname(path)]);",
    replace: "",
    killer: {
      file: "platform/durable-write.test.ts",
      test: "flushes the file before the rename and the folder after it",
    },
  },
  {
    name: "move over a file that is there",
    file: "platform/durable-write.ts",
    find: "if (isTaken(fileSystem, to)) {",
    replace: "if (false) {",
    killer: { file: "platform/durable-write.test.ts", test: "never overwrites" },
  },
  {
    name: "remove a file before its copy on another volume is there",
    file: "platform/durable-write.ts",
    find: "writeDurably(to, fileSystem.read(from), { fileSystem });\n    fileSystem.remove(from);",
    replace:
      "const bytes = fileSystem.read(from);\n    fileSystem.remove(from);\n    writeDurably(to, bytes, { fileSystem });",
    notSimulated: "oneVolume",
    killer: {
      file: "platform/durable-write.test.ts",
      test: "across volumes it copies, flushes, renames and only then removes",
    },
  },
  {
    name: "make folders without flushing those above",
    file: "platform/durable-folder.ts",
    find: "flushFolder(fileSystem, dirname(made));",
    replace: "",
    killer: {
      file: "platform/durable-write.test.ts",
      test: "folders that are made are flushed into those above them, each before the next: one that is found proves those above",
    },
  },
  {
    name: "give a rename up while a scanner looks",
    file: "platform/rename-patiently.ts",
    find: 'if (!PASSING.has(systemCodeOf(error) ?? "")) throw error;',
    replace: "throw error;",
    killer: {
      file: "platform/durable-write.test.ts",
      test: "a rename that another program hinders for a moment (EBUSY) is tried again",
    },
  },
  {
    name: "fail to name who holds a lock",
    file: "lock/process-lock.ts",
    find: "if (other !== undefined) throw held(name, other, stopOrRefusal);",
    replace: "",
    notSimulated: "locks",
    killer: {
      file: "lock/process-lock.test.ts",
      test: "a held lock is refused and names its holder, a released one is free",
    },
  },
  {
    name: "clear a socket away without a second look",
    file: "lock/lock-takeover.ts",
    find: "if ((await askHolder(endpoint, { clock })) !== undefined) return;",
    replace: "",
    notSimulated: "locks",
    killer: { file: "lock/lock-file-endpoint.test.ts", test: "of 20 that find it dead at once one gets it" },
  },
  {
    name: "take a holder that does not answer for nobody",
    file: "lock/lock-holder.ts",
    find: 'if (answer === "nobody") return undefined;',
    replace: 'if (answer === "nobody" || answer === "") return undefined;',
    notSimulated: "locks",
    killer: { file: "lock/process-lock.test.ts", test: "a stopped holder still holds and is named (needs SIGSTOP)" },
  },
]);
