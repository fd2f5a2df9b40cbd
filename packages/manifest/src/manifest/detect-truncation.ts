import type { YamlDocument, YamlMapping } from "../yaml/index.js";
import { findWriter, type Writer } from "./known-writers.js";

/**
 * How sure it is that nothing is missing at the end of a manifest. `marked`: it ends with three dots, as YAML documents may,
 * or with the bracket that its first letter opened, as JSON does: of such a text no beginning is a document.
 * `ended`: its form is a known program's, and its last line is the one behind which that program writes no other.
 * `asWritten`: everything is there that the program always writes; what it leaves out when it is null may be missing.
 * `unknown`: it is another's; that lines are missing at its end could not be told.
 */
export type Wholeness = "marked" | "ended" | "asWritten" | "unknown";

/** Whether the form alone proves that a manifest is whole, however young the file is: no beginning of a longer one has it. */
export function provesWhole(wholeness: Wholeness): boolean {
  return wholeness === "marked" || wholeness === "ended";
}

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
  if (!text.endsWith("\n")) return { missing: "the end of its last line" };
  return hasEnded(writer, text, mapping) ? "ended" : "asWritten";
}

/** PyYAML goes on in another line behind a space that comes after so many letters. */
const LINE_LETTERS = 80;

/** Whether the last line is the writer's last one, with a value of one line. */
function hasEnded({ last: [key, inside] }: Writer, text: string, mapping: YamlMapping): boolean {
  const line = /(?:^|\n)([^\r\n]*)\r?\n$/.exec(text)?.[1] ?? "";
  if (Object.keys(mapping).at(-1) !== key) return false;
  const [, indent, name] = /^( *)(\w+): [^|>]/.exec(line) ?? [];
  if (line.length > LINE_LETTERS || name === undefined) return false;
  return indent === "" ? name === key : indent === "  " && name === inside;
}

/** clabe 0.6.13 ends with the request, and that with the user's address, present or null. */
function isRequestCut(mapping: YamlMapping): boolean {
  const request = mapping["transfer_service_args"];
  const isLast = Object.keys(mapping).at(-1) === "transfer_service_args";
  return isLast && typeof request === "object" && request !== null && !("user_email" in request);
}
