import { toPosixPath } from "../paths/posix-path.js";
import { writeDocument, type WritableValue } from "../yaml/index.js";
import { END_NOTICE } from "./detect-truncation.js";
import { isOldForm, type ManifestFlavour } from "./manifest-flavour.js";
import type { LegacyFields, Manifest } from "./manifest.js";

export interface RenderManifestOptions {
  readonly flavour?: ManifestFlavour;
}

/**
 * A manifest's YAML text, the same values to PyYAML's safe_load and to every YAML 1.2 reader, with the keys that its flavour's
 * readers know. Its last line marks the end, so that `parseManifest` can tell a half-written one.
 */
export function renderManifest(manifest: Manifest, { flavour = "current" }: RenderManifestOptions = {}): string {
  const keys = isOldForm(flavour) ? legacyKeys(manifest) : currentKeys(manifest);
  return `${writeDocument({ ...sharedKeys(manifest), ...keys }, { comment: END_NOTICE })}...\n`;
}

function sharedKeys(manifest: Manifest): Record<string, WritableValue> {
  return {
    acquisition_datetime: manifest.acquisitionDatetime,
    delete_modalities_source_after_success: manifest.deleteModalitiesSourceAfterSuccess,
    destination: toPosixPath(manifest.destination),
    extra_identifying_info: manifest.extraIdentifyingInfo,
    modalities: Object.fromEntries(
      Object.entries(manifest.modalities).map(([modality, sources]) => [modality, sources.map(toPosixPath)]),
    ),
    name: manifest.name,
    platform: manifest.platform,
    project_name: manifest.projectName,
    schedule_time: manifest.scheduleTime,
    schemas: manifest.schemas.map(toPosixPath),
    transfer_endpoint: manifest.transferEndpoint,
    transfer_service_args: manifest.transferServiceArgs,
  };
}

function currentKeys(manifest: Manifest): Record<string, WritableValue> {
  return {
    checksum_mode_override: manifest.checksumModeOverride,
    subject_id: manifest.subjectId,
    transfer_service_job_type: manifest.transferServiceJobType,
    upload_notification_email: manifest.uploadNotificationEmail,
  };
}

const NO_LEGACY: LegacyFields = {
  processorFullName: "unknown",
  capsuleId: null,
  mount: null,
  s3Bucket: "private",
  script: {},
  forceCloudSync: true,
};

function legacyKeys({ legacy, subjectId }: Manifest): Record<string, WritableValue> {
  const fields = legacy ?? NO_LEGACY;
  return {
    capsule_id: fields.capsuleId,
    force_cloud_sync: fields.forceCloudSync,
    mount: fields.mount,
    processor_full_name: fields.processorFullName,
    s3_bucket: fields.s3Bucket,
    script: fields.script,
    subject_id: /^(?:0|[1-9]\d{0,14})$/.test(subjectId) ? Number(subjectId) : subjectId,
  };
}
