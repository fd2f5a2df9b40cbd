import { RiglineError } from "@rigline/foundation/errors";
import { manifestError } from "./manifest/manifest-errors.js";
import { nameError } from "./names/name-errors.js";
import { submitRequestErrors } from "./submit-request/submit-request-errors.js";
import { vocabularyError } from "./vocabulary/vocabulary-errors.js";
import { watchConfigError } from "./watch-config/watch-config-errors.js";
import { yamlError } from "./yaml/yaml-errors.js";

const TABLES = [manifestError, nameError, submitRequestErrors, vocabularyError, watchConfigError, yamlError];

/** Every code that this package's errors and problems can have: all are about bytes that somebody must write anew. */
export const ERROR_CODES: ReadonlySet<string> = new Set(TABLES.flatMap(({ table }) => Object.keys(table)));

/** Whether an error is one of this package's: about a document, a request or a name. */
export function isManifestError(error: unknown): error is RiglineError {
  return error instanceof RiglineError && ERROR_CODES.has(error.code);
}
