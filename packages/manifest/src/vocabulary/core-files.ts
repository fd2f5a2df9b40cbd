/** The metadata files that belong to a data asset, without `.json`, by the major version of aind-data-schema. */
export const CORE_FILES = {
  v1: [
    "subject",
    "data_description",
    "procedures",
    "session",
    "rig",
    "processing",
    "acquisition",
    "instrument",
    "quality_control",
  ],
  v2: [
    "subject",
    "data_description",
    "procedures",
    "instrument",
    "processing",
    "acquisition",
    "quality_control",
    "model",
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;
