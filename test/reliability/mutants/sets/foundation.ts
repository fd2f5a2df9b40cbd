import { mutantsOf } from "../mutant.js";

export const FOUNDATION = mutantsOf("foundation", [
  {
    name: "do not flush a mended line break",
    file: "journal/open-journal.ts",
    find: "if (contents !== EMPTY) file.sync();",
    replace: "if (contents !== EMPTY && !contents.breakMissing) file.sync();",
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
    killer: {
      file: "journal/read-journal.test.ts",
      test: "a line of which any one byte is not as it was written is damaged, those around its record too",
    },
  },
]);
