import type { YamlDocument, YamlMapping } from "../yaml/index.js";
import { findWriter } from "./known-writers.js";

/**
 * How sure it is that nothing is missing at the end of a manifest. `marked`: it ends with three dots, as YAML documents may,
 * or with the bracket that its first letter opened, as JSON does: of such a text no beginning is a document.
 * `asWritten`: its form is a known program's, and everything is there that this program always writes. `unknown`: it is
 * another's; that lines are missing at its end could not be told.
 */
export type Wholeness = "marked" | "asWritten" | "unknown";

/** Stands at the beginning of every manifest that `renderManifest` writes. */
export const END_NOTICE = "Whole when its last line is three dots.";

/** What a manifest lacks that can be told to be cut off, else how sure it is to be whole. */
export function detectTruncation({
  text,
  mapping,
  isBracketed,
}: Pick<YamlDocument, "text" | "mapping" | "isBracketed">): { readonly missing: string } | Wholeness {
  if (isBracketed) return "marked";
  if (/(?:^|\n)\.\.\.\s*$/.test(text)) return "marked";
  if (text.includes(END_NOTICE)) return { missing: "the line of three dots at its end" };
  const writer = findWriter(mapping);
  if (writer === undefined) return "unknown";
  const absent = writer.always.find((key) => !(key in mapping));
  if (absent !== undefined) return { missing: `the key ${absent}, which the program that wrote it always writes` };
  if (/:\s*$/.test(text)) return { missing: "the value of its last key" };
  if (isRequestCut(mapping)) return { missing: "the end of transfer_service_args" };
  return text.endsWith("\n") ? "asWritten" : { missing: "the end of its last line" };
}

/** clabe 0.6.13 ends with the request, and that with the user's address, present or null. */
function isRequestCut(mapping: YamlMapping): boolean {
  const request = mapping["transfer_service_args"];
  const isLast = Object.keys(mapping).at(-1) === "transfer_service_args";
  return isLast && typeof request === "object" && request !== null && !("user_email" in request);
}
