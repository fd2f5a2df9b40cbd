// Where a program outside this checkout, which holds it against the peers' answers, finds what it asks for. `ManifestError` was
// the class of the manifest's errors before all of them became one; `lintManifest`, with reasons as texts alone, is `checkManifest`.
import { dirname } from "node:path";
import { RiglineError } from "../../packages/foundation/dist/errors/index.js";
import { toZonedDate } from "../../packages/foundation/dist/time/index.js";
import * as manifest from "../../packages/manifest/dist/index.js";
import { nodeFileSystem } from "../../packages/foundation/dist/platform/index.js";
import * as plugin from "../../packages/watchdog-plugin/dist/transfer/create-manifest.js";
import { toAindSession } from "../../packages/core/dist/session/open-session-folder.js";

function lintManifest(content, options) {
  const { verdicts, ...found } = manifest.checkManifest(content, options);
  const asTexts = verdicts.map((verdict) => ({ ...verdict, reasons: verdict.reasons.map(({ message }) => message) }));
  return { ...found, verdicts: asTexts };
}

/** With what a launcher has besides: every option's default, the disks, and the folder of the session. */
function createManifest(parts, session, mapping) {
  const [[source = "/"] = []] = Object.values(mapping.modalities);
  const options = { include: [], exclude: [], ...parts.options };
  const own = { directory: dirname(source), ...session };
  return plugin.createManifest({ fileSystem: nodeFileSystem, ...parts, options }, own, mapping);
}

export default {
  manifest: { ...manifest, lintManifest, ManifestError: RiglineError },
  sessionDate: { toZonedDate, formatDatetime: manifest.formatDatetime },
  aindSession: { toAindSession },
  pluginManifest: { createManifest },
};
