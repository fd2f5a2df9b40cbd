import { defineErrors } from "@rigline/foundation/errors";

export const yamlError = defineErrors({
  DOCUMENT_NOT_TEXT: {
    exit: "config",
    meaning:
      "The file's bytes are no text: neither UTF-8 nor another encoding that is read, damaged, or with zero bytes, as files cut by a power failure have.",
    todo: "Write the file again, as UTF-8.",
  },
  DOCUMENT_TOO_LARGE: {
    exit: "config",
    meaning: "The file is larger than any manifest or config can sensibly be.",
    todo: "Name folders instead of single files.",
  },
  DOCUMENT_EMPTY: {
    exit: "config",
    meaning: "The file has no content, or comments alone.",
    todo: "Write the file again.",
  },
  DOCUMENT_NOT_MAPPING: {
    exit: "config",
    meaning: "The file holds something else than keys with values.",
    todo: "Write `key: value` lines.",
  },
  YAML_SYNTAX: {
    exit: "config",
    meaning: "The file is no valid YAML.",
    todo: "Correct the line, or write the file again.",
  },
  YAML_DUPLICATE_KEY: {
    exit: "config",
    meaning: "A key stands twice in one mapping; readers disagree about which value counts.",
    todo: "Keep one of the two.",
  },
  YAML_TOO_COMPLEX: {
    exit: "config",
    meaning: "The file nests too deep, or its aliases multiply into more values than a reader can hold.",
    todo: "Write the values out, without aliases and with less nesting.",
  },
});
