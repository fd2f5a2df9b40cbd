import type { YamlMapping } from "../yaml/index.js";

/**
 * How sure it is that nothing is missing at the end of a manifest. `marked`: it ends as its writer said it would.
 * `asWritten`: its form is a known writer's, with everything that this writer writes last. `unknown`: by another writer or by
 * hand; a cut at the end of a line could not be told.
 */
export type Wholeness = "marked" | "asWritten" | "unknown";

/** The first words of every manifest that `renderManifest` writes. */
export const END_NOTICE = "Whole when its last line is three dots.";

/** What is missing when a manifest can be told to be cut off, else how sure it is to be whole. */
export function detectTruncation(text: string, mapping: YamlMapping): { readonly missing: string } | Wholeness {
  if (/(?:^|\n)\.\.\.\s*$/.test(text)) return "marked";
  if (text.includes(END_NOTICE)) return { missing: "the line of three dots at its end" };
  const keys = Object.keys(mapping);
  const expected = keysOfWriter(keys, mapping);
  if (expected === undefined) return "unknown";
  const absent = expected.find((key) => !keys.includes(key));
  if (absent !== undefined) return { missing: `the key ${absent}, which its writer always writes` };
  if (!text.endsWith("\n")) return { missing: "the end of its last line" };
  return "asWritten";
}

const CLABE_0_6 = [
  "capsule_id",
  "delete_modalities_source_after_success",
  "extra_identifying_info",
  "force_cloud_sync",
];
const CLABE_CURRENT = ["checksum_mode_override", "delete_modalities_source_after_success", "extra_identifying_info"];
const ALWAYS = ["modalities", "name", "platform", "project_name", "schedule_time", "schemas", "subject_id"];

/**
 * The keys of the writer whose hand this is. clabe sorts them and writes every one, nulls too: these begin with
 * `acquisition_datetime` and a key that nobody writes by hand when it is null. Its last key holds a whole request.
 */
function keysOfWriter(keys: readonly string[], mapping: YamlMapping): readonly string[] | undefined {
  if (!isSorted(keys) || keys[0] !== "acquisition_datetime") return undefined;
  if (CLABE_0_6.every((key) => keys.includes(key)) && keys[1] === "capsule_id")
    return [...ALWAYS, "mount", "s3_bucket", "script", "transfer_endpoint", "transfer_service_args"].concat(
      missingInRequest(mapping["transfer_service_args"]),
    );
  if (CLABE_CURRENT.every((key) => keys.includes(key)) && keys[1] === "checksum_mode_override")
    return [...ALWAYS, "transfer_endpoint", "transfer_service_args", "transfer_service_job_type"];
  return undefined;
}

/** `user_email` is the last key of a sorted request. */
function missingInRequest(request: unknown): string[] {
  if (typeof request !== "object" || request === null) return [];
  return "upload_jobs" in request && !("user_email" in request) ? ["transfer_service_args.user_email"] : [];
}

function isSorted(keys: readonly string[]): boolean {
  return keys.every((key, index) => index === 0 || (keys[index - 1] ?? "") < key);
}
