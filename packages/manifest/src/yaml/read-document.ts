import type { DocumentEncoding } from "@rigline/foundation/documents";
import { type ErrorPlace, formatPath } from "@rigline/foundation/errors";
import { composeValue, type Composed } from "./compose-value.js";
import { LinePlaces } from "./line-places.js";
import { decodeText } from "./decode-text.js";
import { parseNodes } from "./parse-nodes.js";
import { YamlComplaint } from "./yaml-complaint.js";
import { yamlError } from "./yaml-errors.js";
import type { YamlNode } from "./yaml-node.js";
import { isYamlMapping, type DocumentPath, type YamlMapping } from "./yaml-value.js";

export interface ReadOptions {
  /** Named in errors. */
  readonly file?: string;
  /** What becomes of a key that stands twice: a refusal unless said otherwise; `last` is PyYAML's way. */
  readonly repeatedKeys?: "refuse" | "last";
}

/** A YAML file as PyYAML's safe_load reads it, and where each of its values stands. */
export interface YamlDocument {
  readonly text: string;
  /** What the bytes were; `text` when none were given. */
  readonly encoding: DocumentEncoding | "text";
  readonly mapping: YamlMapping;
  /** A key as it stands in the file, and whether it is no text there. Undefined for what is no key of the mapping. */
  readonly writtenKey: (
    mapping: YamlMapping,
    key: string,
  ) => { readonly text: string; readonly isText: boolean } | undefined;
  /** Whether all of it stands between one pair of brackets, as in JSON: of such a text no beginning is a document. */
  readonly isBracketed: boolean;
  /** The place of a key that stands at the top. */
  readonly placeOfKey: (key: string) => ErrorPlace;
  /** The place of a value, or of the nearest mapping above it that exists. */
  readonly place: (path: DocumentPath) => ErrorPlace;
}

/**
 * Reads a YAML document of keys and values. Differs from safe_load in what it refuses: a key twice in a mapping, and
 * documents built to exhaust a reader. Throws the errors of `yaml-errors.ts`, and nothing else, whatever the content.
 */
export function readDocument(
  content: string | Uint8Array,
  { file, repeatedKeys = "refuse" }: ReadOptions,
): YamlDocument {
  const { text, encoding } = decodeText(content, file);
  const lines = new LinePlaces(text);
  const at = (offset: number | undefined, path: DocumentPath): ErrorPlace => ({
    ...(file === undefined ? {} : { file }),
    ...(offset === undefined ? {} : lines.place(offset)),
    ...(path.length === 0 ? {} : { path: formatPath(path) }),
  });
  const { node, value, keys } = read(text, repeatedKeys, at);
  if (node === undefined || value === null)
    throw yamlError("DOCUMENT_EMPTY", { what: `${file ?? "the document"} is empty`, where: at(0, []) });
  if (!isYamlMapping(value))
    throw yamlError("DOCUMENT_NOT_MAPPING", {
      what: `${file ?? "the document"} does not consist of keys and values`,
      where: at(node.offset, []),
    });
  return {
    text,
    encoding,
    mapping: value,
    writtenKey: (mapping, key) => {
      const written = keys.get(mapping)?.get(key);
      return written === undefined ? undefined : { text: written.node.text, isText: written.isText };
    },
    isBracketed: node.kind === "mapping" && node.end !== undefined,
    placeOfKey: (key) => at(keys.get(value)?.get(key)?.node.offset, [key]),
    place: (path) => at(findOffset(node, value, keys, path), path),
  };
}

type At = (offset: number | undefined, path: DocumentPath) => ErrorPlace;

function read(text: string, repeatedKeys: "refuse" | "last", at: At): { readonly node?: YamlNode } & Composed {
  try {
    const node = parseNodes(text);
    return node === undefined ? { value: null, keys: new Map() } : { node, ...composeValue(node, repeatedKeys) };
  } catch (error) {
    if (!(error instanceof YamlComplaint)) throw error;
    const { code, what, path, offset, todo } = error.complaint;
    throw yamlError(code, { what: inShort(what), where: at(offset, path), ...(todo === undefined ? {} : { todo }) });
  }
}

/** What is quoted of the file can be long. */
function inShort(message: string): string {
  return message.length <= 160 ? message : `${message.slice(0, 160)}…`;
}

/** A scalar is pointed at itself, a collection by the key that it belongs to. */
function findOffset(
  root: YamlNode,
  mapping: YamlMapping,
  keys: Composed["keys"],
  path: DocumentPath,
): number | undefined {
  let node: YamlNode = root;
  let value: unknown = mapping;
  let offset = root.offset;
  for (const part of path) {
    let next: YamlNode | undefined;
    if (node.kind === "list") next = node.items[Number(part)];
    else if (node.kind === "mapping") {
      const key = isYamlMapping(value) ? keys.get(value)?.get(String(part))?.node : undefined;
      if (key === undefined) return offset;
      offset = key.offset;
      next = valueOf(node, key);
    }
    if (next === undefined) return offset;
    if (next.kind !== "mapping" && next.kind !== "list") {
      if (next.text !== "" || !next.plain) offset = next.offset;
    } else if (node.kind === "list") offset = next.offset;
    value = (value as Readonly<Record<string | number, unknown>>)[part];
    node = next;
  }
  return offset;
}

function valueOf(
  node: { readonly pairs: readonly (readonly [YamlNode, YamlNode])[] },
  key: YamlNode,
): YamlNode | undefined {
  return node.pairs.find(([each]) => each === key)?.[1];
}
