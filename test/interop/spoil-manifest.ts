/** A manifest's text with one thing wrong in it. */
export interface Spoilt {
  readonly text: string;
  /** Where it is wrong. */
  readonly path: string;
  readonly code: string;
  /** What the reason must name. */
  readonly says: string;
  /** Rigline refuses it, aind-watchdog-service does not: docs/manifest/manifest.md says so. */
  readonly ours?: true;
}

type Document = Readonly<Record<string, unknown>>;
/** `choice`: any whole number from 0. */
type Spoiler = (document: Document, choice: number) => Spoilt;

function pick<Item>(items: readonly Item[], choice: number): Item {
  return items[choice % items.length] as Item;
}

/** As JSON, with those characters escaped that YAML does not take as they are. */
function asText(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replaceAll(
    /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const REQUIRED = ["subject_id", "acquisition_datetime", "project_name", "destination"] as const;

/** Values that are none for their keys. */
const WRONG: readonly (readonly [key: string, value: unknown])[] = [
  ["subject_id", []],
  ["subject_id", { id: 1 }],
  ["subject_id", 1.5],
  ["acquisition_datetime", "yesterday"],
  ["acquisition_datetime", "2026-13-01T00:00:00"],
  ["acquisition_datetime", []],
  ["schedule_time", "soon"],
  ["schedule_time", "25:00:00"],
  ["schedule_time", { at: 20 }],
  ["transfer_endpoint", 5],
  ["transfer_endpoint", ["http://dts"]],
  ["platform", {}],
  ["project_name", 5],
  ["project_name", null],
  ["upload_notification_email", { to: "ada" }],
  ["destination", null],
  ["destination", ["/stage"]],
  ["modalities", ["behavior"]],
  ["modalities", "behavior"],
  ["schemas", "session.json"],
  ["schemas", { session: "x" }],
  ["transfer_service_args", ["upload_jobs"]],
  ["transfer_service_args", "{}"],
  ["transfer_service_job_type", null],
  ["delete_modalities_source_after_success", "perhaps"],
  ["delete_modalities_source_after_success", []],
  ["extra_identifying_info", "rig A"],
  ["checksum_mode_override", "sha256"],
];

/** Names that lead out of the destination, or that Windows or Linux can't have. */
const NAMES = ["../x", "a/b", String.raw`a\b`, ".", "..", "CON", "a.", "x:y", "a\u0007", ".rigline-x", "x".repeat(201)];

const missing: Spoiler = (document, choice) => {
  const path = pick(REQUIRED, choice);
  const { [path]: _gone, ...rest } = document;
  return { text: asText(rest), path, code: "MANIFEST_KEY_MISSING", says: path };
};

const wrong: Spoiler = (document, choice) => {
  const [path, value] = pick(WRONG, choice);
  return { text: asText({ ...document, [path]: value }), path, code: "MANIFEST_VALUE_INVALID", says: path };
};

const badSource: Spoiler = (document, choice) => {
  const value = pick([5, null, [], { path: "/x" }], choice);
  const text = asText({ ...document, modalities: { behavior: ["/data/a", value] } });
  return { text, path: "modalities.behavior[1]", code: "MANIFEST_VALUE_INVALID", says: "modalities.behavior[1]" };
};

const badName: Spoiler = (document, choice) => {
  const name = pick(NAMES, choice);
  const says = JSON.stringify(name);
  return { text: asText({ ...document, name }), path: "name", code: "MANIFEST_NAME_UNUSABLE", says, ours: true };
};

const badModality: Spoiler = (document, choice) => {
  const name = pick(["../x", "a/b", "CON", "a."], choice);
  const text = asText({ ...document, modalities: { [name]: ["/data/a"] } });
  const path = /^\w+$/.test(name) ? `modalities.${name}` : `modalities[${JSON.stringify(name)}]`;
  return { text, path, code: "MANIFEST_NAME_UNUSABLE", says: JSON.stringify(name), ours: true };
};

const noData: Spoiler = (document) => ({
  text: asText({ ...document, modalities: {} }),
  path: "modalities",
  code: "MANIFEST_NO_DATA",
  says: "no modality",
});

const emptyPath: Spoiler = (document, choice) => {
  const path = pick(["destination", "schemas"] as const, choice);
  const value = path === "schemas" ? [""] : "";
  const at = path === "schemas" ? "schemas[0]" : path;
  return {
    text: asText({ ...document, [path]: value }),
    path: at,
    code: "MANIFEST_VALUE_INVALID",
    says: "expected a path",
    ours: true,
  };
};

const twice: Spoiler = (document, choice) => {
  const path = pick(Object.keys(document).sort(), choice);
  const text = `${asText(document).replace(/\n\}$/, "")},\n  ${asText(path)}: ${asText(document[path])}\n}`;
  return { text, path, code: "YAML_DUPLICATE_KEY", says: path, ours: true };
};

export const SPOILERS: readonly Spoiler[] = [
  missing,
  wrong,
  wrong,
  wrong,
  badSource,
  badName,
  badModality,
  noData,
  emptyPath,
  twice,
];
