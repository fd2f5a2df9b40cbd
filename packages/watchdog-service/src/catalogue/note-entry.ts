import { basename } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { isSendTestName } from "@rigline/foundation/names";
import { mark } from "@rigline/foundation/marks";
import { readMoment } from "@rigline/foundation/time";
import { joinPosix, parseManifest, toPosixPath } from "@rigline/manifest";
import { writeCatalogueEntry } from "@rigline/manifest/catalogue";
import type { Attempt } from "../attempt/step.js";

/**
 * Notes that the catalogue is to be told of a session, once its job is done. A session is told once, by its own job and not by its
 * further copies. What can't be noted is told and holds up nothing.
 */
export function noteForCatalogue({ parts, job, journal }: Attempt): void {
  const { fileSystem, settings, clock, report } = parts;
  if (settings.catalogue === undefined || job.copyOf !== undefined || isSendTestName(job.request.name)) return;
  if (journal.history().state.catalogue?.state === "registered") return;
  try {
    const { manifest } = parseManifest(fileSystem.read(job.manifest));
    const acquired = readMoment(manifest.acquisitionDatetime, clock.now(), clock.zone());
    writeCatalogueEntry(fileSystem, settings.flagFolder, {
      manifest: basename(job.manifest),
      digest: job.digest,
      name: job.request.name,
      folder: joinPosix(toPosixPath(job.request.destination), job.request.name),
      subject: manifest.subjectId,
      project: manifest.projectName,
      platform: manifest.platform,
      modalities: Object.keys(manifest.modalities),
      acquiredAt: (acquired ?? clock.now()).toISOString(),
      contact: manifest.uploadNotificationEmail,
    });
  } catch (error) {
    mark("catalogue: what can't be noted holds up no hand-off");
    report({ event: "notice", job: job.label, message: `the catalogue will not be told of it: ${messageOf(error)}` });
  }
}
