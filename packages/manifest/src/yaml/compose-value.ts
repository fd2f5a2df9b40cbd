import { isAlias, isScalar, isSeq, type Document, type Node, type Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import type { DocumentPath, YamlMapping, YamlValue } from "./yaml-value.js";

const MAX_DEPTH = 64;
const MAX_VALUES = 200_000;

/** A complaint about a place in the file; the reader adds the file's name. `offset`: into the text. */
export interface Complaint {
  readonly code: "YAML_DUPLICATE_KEY" | "YAML_TOO_COMPLEX" | "YAML_SYNTAX";
  readonly what: string;
  readonly path: DocumentPath;
  readonly offset: number | undefined;
}

export class ComposeFailure extends Error {
  constructor(readonly complaint: Complaint) {
    super(complaint.what);
  }
}

/** Makes plain values of a parsed document, aliases followed and `<<` merged. Throws ComposeFailure. */
export function composeValue(document: Document): YamlValue {
  return new Composer().value(document.contents, []);
}

class Composer {
  private readonly open = new Set<Node>();
  private readonly seen = new Set<Node>();
  /** Kept while going through the file: looking for each alias anew takes a time that grows with the square of its size. */
  private readonly anchors = new Map<string, Node>();
  private count = 0;

  value(written: unknown, path: DocumentPath): YamlValue {
    this.count += 1;
    if (this.count > MAX_VALUES) this.fail("YAML_TOO_COMPLEX", `more than ${MAX_VALUES} values`, written, path);
    if (path.length > MAX_DEPTH) this.fail("YAML_TOO_COMPLEX", `nested more than ${MAX_DEPTH} deep`, written, path);
    const node = this.follow(written, path);
    if (node === null) return null;
    if (isScalar(node)) return this.scalar(node, path);
    if (this.open.has(node)) this.fail("YAML_TOO_COMPLEX", "an alias leads back into itself", written, path);
    this.open.add(node);
    const value = isSeq(node)
      ? node.items.map((item, index) => this.value(item, [...path, index]))
      : this.mapping(node as YAMLMap, path);
    this.open.delete(node);
    return value;
  }

  private scalar(node: Scalar, path: DocumentPath): YamlValue {
    if (isMergeSign(node))
      this.fail("YAML_SYNTAX", "a lone << means a merge in YAML 1.1: put it in quotes", node, path);
    return node.value as YamlValue;
  }

  private follow(written: unknown, path: DocumentPath): Node | null {
    if (!isAlias(written)) return this.remember(written as Scalar | YAMLMap | YAMLSeq | null);
    const target = this.anchors.get(written.source);
    if (target === undefined)
      return this.fail("YAML_SYNTAX", `the alias *${written.source} has no anchor`, written, path);
    return target;
  }

  /** An anchor means the last node before the alias that has it. */
  private remember(node: Scalar | YAMLMap | YAMLSeq | null): Node | null {
    if (node === null || this.seen.has(node)) return node;
    this.seen.add(node);
    if (node.anchor !== undefined) this.anchors.set(node.anchor, node);
    return node;
  }

  private mapping(node: YAMLMap, path: DocumentPath): YamlMapping {
    const mapping = Object.create(null) as Record<string, YamlValue>;
    const merged: YamlMapping[] = [];
    for (const pair of node.items) {
      if (isMergeSign(pair.key)) {
        merged.push(...this.mergedMappings(pair.value, path));
        continue;
      }
      const key = this.key(pair.key, path);
      if (Object.hasOwn(mapping, key))
        this.fail("YAML_DUPLICATE_KEY", `the key "${key}" stands twice`, pair.key, [...path, key]);
      mapping[key] = this.value(pair.value, [...path, key]);
    }
    for (const source of merged)
      for (const [key, value] of Object.entries(source)) if (!Object.hasOwn(mapping, key)) mapping[key] = value;
    return mapping;
  }

  private key(written: unknown, path: DocumentPath): string {
    const key = this.value(written, path);
    if (typeof key === "string") return key;
    const node = this.follow(written, path);
    if (!isScalar(node)) return this.fail("YAML_SYNTAX", "a list or a mapping can't be a key", written, path);
    return node.source ?? "";
  }

  private mergedMappings(written: unknown, path: DocumentPath): YamlMapping[] {
    const value = this.value(written, [...path, "<<"]);
    const sources = Array.isArray(value) ? (value as readonly YamlValue[]) : [value];
    return sources.map((source) =>
      typeof source === "object" && source !== null && !Array.isArray(source) && !("text" in source)
        ? (source as YamlMapping)
        : this.fail(
            "YAML_SYNTAX",
            "<< takes a mapping or a list of mappings; in quotes it is a plain key",
            written,
            path,
          ),
    );
  }

  private fail(code: Complaint["code"], what: string, written: unknown, path: DocumentPath): never {
    const offset = (written as Node | null | undefined)?.range?.[0];
    throw new ComposeFailure({ code, what, path, offset });
  }
}

function isMergeSign(node: unknown): boolean {
  return isScalar(node) && node.value === "<<" && node.type === "PLAIN";
}
