import { defineErrors } from "@rigline/foundation/errors";

export const manifestError = defineErrors({
  MANIFEST_KEY_MISSING: {
    exit: "handOff",
    meaning: "A manifest lacks a key that every manifest needs.",
    todo: "Add the key.",
  },
  MANIFEST_VALUE_INVALID: {
    exit: "handOff",
    meaning: "A manifest's value is not what its key takes.",
    todo: "Correct the value.",
  },
  MANIFEST_NO_DATA: {
    exit: "handOff",
    meaning: "A manifest names no modality, so there is nothing to transfer.",
    todo: "Name at least one modality with its folders.",
  },
  MANIFEST_NAME_UNUSABLE: {
    exit: "handOff",
    meaning: "A manifest's name, or a modality's, can't be the name of a folder.",
    todo: "Use letters, digits, - and _ (dots within the name are fine), at most 200 of them.",
  },
  MANIFEST_KEY_IGNORED: {
    exit: "handOff",
    meaning: "A manifest has a key that no version reads. A notice: the manifest is taken.",
    todo: "Correct the key's name, or take it away.",
  },
  MANIFEST_VALUE_MISREAD: {
    exit: "handOff",
    meaning:
      "An unquoted value is another number to a YAML 1.1 reader than it looks like. A notice: the manifest is taken.",
    todo: "Put the value in quotes.",
  },
  MANIFEST_VALUE_UNUSED: {
    exit: "handOff",
    meaning: "A key that has no effect has a value that is none for it. A notice: the manifest is taken.",
    todo: "Correct the value, or take the key away.",
  },
  MANIFEST_ENCODING: {
    exit: "handOff",
    meaning:
      "A manifest is UTF-16, or in the code page of a Western Windows, which the Python services refuse to read. A notice: the manifest is taken.",
    todo: "Write manifests as UTF-8.",
  },
  MANIFEST_TRUNCATED: {
    exit: "handOff",
    meaning: "A manifest is the beginning of a longer one: its writer was interrupted.",
    todo: "Write the manifest again. If it is whole as it stands, end it with a line `...`.",
  },
});
