// Where a program outside this checkout, which holds it against the peers' answers, finds what it asks for. `ManifestError` was
// the class of the manifest's errors before all of them became one; `lintManifest`, with reasons as texts alone, is `checkManifest`.
import { RiglineError } from "../../packages/foundation/dist/errors/index.js";
import { toZonedDate } from "../../packages/foundation/dist/time/index.js";
import * as manifest from "../../packages/manifest/dist/index.js";
import { toAindSession } from "../../packages/core/dist/session/open-session-folder.js";

function lintManifest(content, options) {
  const { verdicts, ...found } = manifest.checkManifest(content, options);
  const asTexts = verdicts.map((verdict) => ({ ...verdict, reasons: verdict.reasons.map(({ message }) => message) }));
  return { ...found, verdicts: asTexts };
}

export default {
  manifest: { ...manifest, lintManifest, ManifestError: RiglineError },
  sessionDate: { toZonedDate, formatDatetime: manifest.formatDatetime },
  aindSession: { toAindSession },
};
