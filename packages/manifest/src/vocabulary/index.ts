export { CORE_FILES } from "./core-files.js";
export { findModality, findPlatform, nearestModality, type NamedAbbreviation } from "./find-names.js";
export { isModality, MODALITIES, MODALITIES_BEFORE_0_1_6, RENAMED_MODALITIES } from "./modalities.js";
export { isPlatform, PLATFORMS } from "./platforms.js";
export { vocabularyError } from "./vocabulary-errors.js";
export { readSessionMetadata, type SessionMetadata } from "./session-metadata.js";
