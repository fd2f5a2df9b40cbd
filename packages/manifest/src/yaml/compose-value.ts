import { formatDate, formatIso } from "@rigline/foundation/time";
import { implicitTag, isScalarTag, readTagged, shortTag } from "./python-tags.js";
import { MAX_VALUES } from "./parse-nodes.js";
import { MAX_DEPTH } from "./scanner.js";
import { YamlComplaint, type Complaint } from "./yaml-complaint.js";
import type { YamlNode, YamlPairs, YamlScalar, YamlSequence } from "./yaml-node.js";
import {
  YamlBinary,
  YamlDisguisedNumber,
  YamlSet,
  YamlTimestamp,
  type DocumentPath,
  type YamlMapping,
  type YamlValue,
} from "./yaml-value.js";

const YAML = "tag:yaml.org,2002:";
const UNKNOWN_TAG = "Write the value without the tag.";

export interface Composed {
  readonly value: YamlValue;
  /** The keys of each mapping as they stand in the file, by the name that they have in the value. */
  readonly keys: ReadonlyMap<YamlMapping, ReadonlyMap<string, WrittenKey>>;
}

export interface WrittenKey {
  readonly node: YamlScalar;
  /** Whether it is a text to Python, and no number, date or such. */
  readonly isText: boolean;
}

/** Makes values of nodes as PyYAML's safe_load does, `<<` merged. Throws YamlComplaint. */
export function composeValue(node: YamlNode, repeatedKeys: "refuse" | "last" = "refuse"): Composed {
  const composer = new Composer(repeatedKeys === "refuse");
  return { value: composer.value(node, []), keys: composer.keys };
}

class Composer {
  readonly keys = new Map<YamlMapping, Map<string, WrittenKey>>();
  private readonly open = new Set<YamlNode>();
  private count = 0;

  constructor(private readonly refusesRepeated: boolean) {}

  value(node: YamlNode, path: DocumentPath): YamlValue {
    this.count += 1;
    if (this.count > MAX_VALUES) this.refuseExcess(`more than ${MAX_VALUES} values`, node, path);
    if (path.length > MAX_DEPTH) this.refuseExcess(`nested more than ${MAX_DEPTH} deep`, node, path);
    if (node.kind === "scalar") return this.scalar(node, path);
    if (this.open.has(node)) this.refuseExcess("an alias leads back into itself", node, path);
    this.open.add(node);
    const value = node.kind === "list" ? this.list(node, path) : this.mappingOrSet(node, path);
    this.open.delete(node);
    return value;
  }

  private scalar(node: YamlScalar, path: DocumentPath): YamlValue {
    const tag = node.tag ?? (node.plain ? implicitTag(node.text) : `${YAML}str`);
    if (tag === `${YAML}merge` || tag === `${YAML}value`)
      this.refuse(`a lone ${node.text} has a meaning of its own in YAML 1.1`, node, path, "Put it in quotes.");
    if (!isScalarTag(tag)) this.refuseTag(tag, "a text", node, path);
    const value = readTagged(tag, node.text);
    if (value === undefined)
      this.refuse(`${JSON.stringify(node.text.slice(0, 60))} can't be read as ${shortTag(tag)}`, node, path, QUOTES);
    return value;
  }

  private list(node: YamlSequence, path: DocumentPath): YamlValue {
    const tag = node.tag ?? `${YAML}seq`;
    if (tag === `${YAML}omap` || tag === `${YAML}pairs`)
      return node.items.map((item, index) => this.pair(item, [...path, index], tag));
    if (tag !== `${YAML}seq`) this.refuseTag(tag, "a list", node, path);
    return node.items.map((item, index) => this.value(item, [...path, index]));
  }

  /** An entry of `!!omap` or `!!pairs`: to Python a key and a value in a row. */
  private pair(item: YamlNode, path: DocumentPath, tag: string): YamlValue {
    const [pair] = item.kind === "mapping" && item.pairs.length === 1 ? item.pairs : [];
    if (pair === undefined) return this.refuse(`${shortTag(tag)} takes entries of one key and its value`, item, path);
    return [this.value(pair[0], path), this.value(pair[1], path)];
  }

  private mappingOrSet(node: YamlPairs, path: DocumentPath): YamlValue {
    const tag = node.tag ?? `${YAML}map`;
    if (tag !== `${YAML}map` && tag !== `${YAML}set`) this.refuseTag(tag, "a mapping", node, path);
    const typed = new Map<string, YamlValue>();
    const mapping = this.mapping(node, path, typed);
    return tag === `${YAML}set` ? new YamlSet([...typed.values()]) : mapping;
  }

  /** @param typed gets the keys as values */
  private mapping(node: YamlPairs, path: DocumentPath, typed: Map<string, YamlValue>): YamlMapping {
    const mapping = Object.create(null) as Record<string, YamlValue>;
    const written = new Map<string, WrittenKey>();
    const put = (key: YamlNode, value: YamlNode, isMerged: boolean): void => {
      const own = this.key(key, path);
      const same = sameKey(own);
      const name = names.get(same) ?? keyName(own, key as YamlScalar);
      names.set(same, name);
      if (isMerged && Object.hasOwn(mapping, name)) return;
      if (this.refusesRepeated && !isMerged && written.has(name) && !mergedNames.has(name))
        this.fail({ code: "YAML_DUPLICATE_KEY", what: `the key ${JSON.stringify(name)} stands twice` }, key, [
          ...path,
          name,
        ]);
      if (isMerged) mergedNames.add(name);
      else mergedNames.delete(name);
      written.set(name, { node: key as YamlScalar, isText: typeof own === "string" });
      typed.set(name, own);
      mapping[name] = this.value(value, [...path, name]);
    };
    // What is merged comes first and counts less, as PyYAML has it.
    const mergedNames = new Set<string>();
    // To Python 1, 1.0 and true are one key: the first name stays.
    const names = new Map<unknown, string>();
    for (const [key, value] of node.pairs)
      if (isMergeSign(key)) for (const source of this.sources(value, path)) this.merge(source, path, put);
    for (const [key, value] of node.pairs) if (!isMergeSign(key)) put(key, value, false);
    this.keys.set(mapping, written);
    return mapping;
  }

  private merge(
    source: YamlPairs,
    path: DocumentPath,
    put: (key: YamlNode, value: YamlNode, isMerged: boolean) => void,
  ): void {
    if (this.open.has(source) || path.length > MAX_DEPTH)
      this.refuseExcess("an alias leads back into itself", source, path);
    this.open.add(source);
    // Its own keys count more than those that it merges.
    for (const [key, value] of source.pairs) if (!isMergeSign(key)) put(key, value, true);
    for (const [key, value] of source.pairs)
      if (isMergeSign(key)) for (const inner of this.sources(value, path)) this.merge(inner, path, put);
    this.open.delete(source);
  }

  private sources(value: YamlNode, path: DocumentPath): readonly YamlPairs[] {
    const nodes = value.kind === "list" ? value.items : [value];
    return nodes.map((node) =>
      node.kind === "mapping"
        ? node
        : this.refuse("<< takes a mapping or a list of mappings", node, path, "In quotes it is a plain key."),
    );
  }

  private key(node: YamlNode, path: DocumentPath): YamlValue {
    if (node.kind !== "scalar") return this.refuse("a list or a mapping can't be a key", node, path, QUOTES);
    if (node.plain && node.tag === undefined && node.text === "=") return "=";
    return this.scalar(node, path);
  }

  private refuseTag(tag: string, kind: string, node: YamlNode, path: DocumentPath): never {
    const isKnown = isScalarTag(tag) || /^(?:seq|map|omap|pairs|set)$/.test(tag.replace(YAML, ""));
    const what = isKnown ? `${shortTag(tag)} does not go with ${kind}` : `the tag ${shortTag(tag)} means nothing here`;
    const python = tag.startsWith(`${YAML}python/`) ? ": it would make Python run or build something" : "";
    return this.refuse(what + python, node, path, UNKNOWN_TAG);
  }

  private refuse(what: string, node: YamlNode, path: DocumentPath, todo?: string): never {
    return this.fail({ code: "YAML_SYNTAX", what, ...(todo === undefined ? {} : { todo }) }, node, path);
  }

  private refuseExcess(why: string, node: YamlNode, path: DocumentPath): never {
    return this.fail({ code: "YAML_TOO_COMPLEX", what: `the document is too complex: ${why}` }, node, path);
  }

  private fail(complaint: Pick<Complaint, "code" | "what" | "todo">, node: YamlNode, path: DocumentPath): never {
    throw new YamlComplaint({ ...complaint, path, offset: node.offset });
  }
}

const QUOTES = "If it is meant as text, put it in quotes.";

function isMergeSign(node: YamlNode): boolean {
  return (
    node.kind === "scalar" &&
    (node.tag === `${YAML}merge` || (node.plain && node.tag === undefined && node.text === "<<"))
  );
}

function sameKey(key: YamlValue): unknown {
  if (typeof key === "boolean" || typeof key === "number") return Number(key);
  if (key instanceof YamlDisguisedNumber) return key.value;
  return typeof key === "string" ? `text ${key}` : typeof key === "bigint" || key === null ? key : keyName(key);
}

/** As Python's JSON writes a dictionary's key. */
function keyName(key: YamlValue, node?: YamlScalar): string {
  if (typeof key === "string") return key;
  if (key === null) return "None";
  if (typeof key === "boolean") return String(key);
  if (key instanceof YamlDisguisedNumber) return String(key.value);
  if (key instanceof YamlTimestamp) return key.hasTime ? formatIso(key.time) : formatDate(key.time);
  if (key instanceof YamlBinary) return key.text ?? "";
  if (key === Infinity || key === -Infinity) return key > 0 ? "inf" : "-inf";
  if (typeof key === "bigint") return String(key);
  if (typeof key === "number") {
    const isWholeFloat =
      Number.isInteger(key) && node !== undefined && (node.tag ?? implicitTag(node.text)) === `${YAML}float`;
    return Number.isNaN(key) ? "nan" : `${key}${isWholeFloat ? ".0" : ""}`;
  }
  throw new TypeError("no scalar is a list or a mapping");
}
