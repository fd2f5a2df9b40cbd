import { defineErrors } from "@rigline/foundation/errors";

export const vocabularyError = defineErrors({
  UNKNOWN_MODALITY: {
    exit: "config",
    meaning: "A modality's abbreviation is none that the transfer service knows.",
    todo: "Use an abbreviation of the list in docs/manifest/manifest.md.",
  },
  UNKNOWN_PLATFORM: {
    exit: "config",
    meaning: "A platform's abbreviation is none that the transfer service knows.",
    todo: "Use an abbreviation of the list in docs/manifest/manifest.md, or none: the platform is optional.",
  },
  METADATA_UNREADABLE: {
    exit: "handOff",
    meaning: "A session.json or acquisition.json lacks what a manifest needs from it.",
    todo: "Write the file again with aind-data-schema, or name the session's facts in the mapper.",
  },
});
