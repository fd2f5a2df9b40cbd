import type { LegacyFields, Manifest } from "../src/index.js";

export function sampleManifest(changes: Partial<Manifest> = {}): Manifest {
  return {
    name: "614173_2026-07-14T090500-0700",
    subjectId: "614173",
    acquisitionDatetime: "2026-07-14T09:05:00-07:00",
    scheduleTime: "20:00:00",
    transferEndpoint: "http://aind-data-transfer-service/api/v2/submit_jobs",
    platform: null,
    projectName: "Dynamic Routing",
    uploadNotificationEmail: "jane.doe@alleninstitute.org",
    destination: "/allen/aind/stage/data/614173",
    modalities: { behavior: ["/data/614173/s1/behavior"], fib: ["/data/614173/s1/fib"] },
    schemas: ["/data/614173/s1/session.json"],
    transferServiceJobType: "default",
    transferServiceArgs: null,
    deleteModalitiesSourceAfterSuccess: false,
    extraIdentifyingInfo: null,
    checksumModeOverride: null,
    legacy: null,
    ...changes,
  };
}

export function sampleLegacy(changes: Partial<LegacyFields> = {}): LegacyFields {
  return {
    processorFullName: "jane.doe",
    capsuleId: null,
    mount: null,
    s3Bucket: "private",
    script: {},
    forceCloudSync: true,
    ...changes,
  };
}
