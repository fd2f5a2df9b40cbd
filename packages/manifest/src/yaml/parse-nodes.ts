import { Scanner } from "./scanner.js";
import type { Token, TokenKind } from "./token.js";
import type { WrittenTag } from "./scan-tag.js";
import { refuseExcess, refuseSyntax } from "./yaml-complaint.js";
import type { YamlNode, YamlPairs, YamlScalar, YamlSequence } from "./yaml-node.js";

export const MAX_VALUES = 200_000;
const STANDARD_TAGS: Readonly<Record<string, string>> = { "!": "!", "!!": "tag:yaml.org,2002:" };

/** The one document of a text as nodes, aliases followed; undefined without one. Throws YamlComplaint. */
export function parseNodes(text: string): YamlNode | undefined {
  return new Parser(new Scanner(text)).document();
}

/** What PyYAML's parser and composer do (yaml/parser.py, yaml/composer.py), by recursion: the scanner bounds the depth. */
class Parser {
  private readonly anchors = new Map<string, YamlNode>();
  private handles: Record<string, string> = { ...STANDARD_TAGS };
  private count = 0;

  constructor(private readonly scanner: Scanner) {}

  document(): YamlNode | undefined {
    const { scanner } = this;
    if (this.isNext("end")) return undefined;
    const explicit = this.isNext("directive", "document start");
    if (explicit) this.begin();
    const isEmpty = explicit && this.isNext("directive", "document start", "document end", "end");
    const node = isEmpty ? this.empty(scanner.peek()) : this.node(true, false);
    while (this.isNext("document end")) scanner.next();
    const { kind, offset } = scanner.peek();
    if (kind === "document start" || kind === "directive")
      refuseSyntax("a second document begins here", offset, "Put each document into a file of its own.");
    if (kind !== "end") this.refuseToken(scanner.peek(), "the end of the document");
    return node;
  }

  private begin(): void {
    const named: Record<string, string> = {};
    let versions = 0;
    while (this.isNext("directive")) {
      const { directive, offset } = this.scanner.next();
      if (directive?.name === "YAML") {
        versions += 1;
        if (versions > 1) refuseSyntax("%YAML stands twice", offset);
        if (directive.major !== 1) refuseSyntax("only YAML 1 is read", offset);
      } else if (directive?.name === "TAG") {
        if (Object.hasOwn(named, directive.handle)) refuseSyntax(`%TAG ${directive.handle} stands twice`, offset);
        named[directive.handle] = directive.prefix;
      }
    }
    this.handles = { ...STANDARD_TAGS, ...named };
    const token = this.scanner.next();
    if (token.kind !== "document start") refuseSyntax("behind directives a line `---` is missing", token.offset);
  }

  private isNext(...kinds: readonly TokenKind[]): boolean {
    return kinds.includes(this.scanner.peek().kind);
  }

  private takeIf(kind: TokenKind): boolean {
    const found = this.isNext(kind);
    if (found) this.scanner.next();
    return found;
  }

  private refuseToken(token: Token, expected: string): never {
    const what = token.kind === "end" ? "the end of the file" : (token.text ?? token.kind);
    refuseSyntax(`expected ${expected}, not ${JSON.stringify(what)}`, token.offset);
  }

  private empty({ offset }: Token): YamlScalar {
    return this.counted({ kind: "scalar", tag: undefined, plain: true, text: "", offset });
  }

  private counted<Node extends YamlNode>(node: Node): Node {
    this.count += 1;
    if (this.count > MAX_VALUES) refuseExcess(`more than ${MAX_VALUES} values`, node.offset);
    return node;
  }

  /** `indentless`: lists whose dashes stand below the key's first letter. */
  private node(block: boolean, indentless: boolean): YamlNode {
    const first = this.scanner.peek();
    if (first.kind === "alias") return this.alias(this.scanner.next());
    const { anchor, tag } = this.properties();
    const token = this.scanner.peek();
    // It is known by its name before its content, so that it could hold itself: whoever makes values refuses that.
    const keep = <Node extends YamlNode>(node: Node): Node => {
      if (anchor !== undefined) this.anchors.set(anchor, node);
      return this.counted(node);
    };
    const list = (): YamlSequence => keep({ kind: "list", tag: standing(tag), items: [], offset: first.offset });
    const mapping = (): YamlPairs => keep({ kind: "mapping", tag: standing(tag), pairs: [], offset: first.offset });
    if (indentless && token.kind === "-") return this.indentlessList(list());
    if (token.kind === "scalar") {
      const { text = "", plain = false } = this.scanner.next();
      const isPlain = (plain && tag === undefined) || tag === "!";
      return keep({ kind: "scalar", tag: standing(tag), plain: isPlain, text, offset: token.offset });
    }
    if (token.kind === "[") return this.flowList(list());
    if (token.kind === "{") return this.flowMapping(mapping());
    if (block && token.kind === "list start") return this.blockList(list());
    if (block && token.kind === "mapping start") return this.blockMapping(mapping());
    if (anchor === undefined && tag === undefined) this.refuseToken(token, "a value");
    const isPlain = tag === undefined || tag === "!";
    return keep({ kind: "scalar", tag: standing(tag), plain: isPlain, text: "", offset: first.offset });
  }

  private alias({ text: name = "", offset }: Token): YamlNode {
    const target = this.anchors.get(name);
    if (target === undefined)
      refuseSyntax(`the alias *${name} has no anchor`, offset, "If it is meant as text, put it in quotes.");
    return target;
  }

  private properties(): { readonly anchor: string | undefined; readonly tag: string | undefined } {
    let anchor: string | undefined;
    let tag: string | undefined;
    while (this.isNext("anchor", "tag")) {
      const token = this.scanner.peek();
      if (token.kind === "anchor" ? anchor !== undefined : tag !== undefined) break;
      this.scanner.next();
      if (token.kind === "anchor") anchor = token.text;
      else tag = this.resolveTag(token.tag as WrittenTag, token.offset);
      if (anchor !== undefined && this.anchors.has(anchor))
        refuseSyntax(`the anchor &${anchor} stands twice`, token.offset, "Give each anchor a name of its own.");
    }
    return { anchor, tag };
  }

  private resolveTag({ handle, suffix }: WrittenTag, offset: number): string {
    if (handle === undefined) return suffix;
    const prefix = Object.hasOwn(this.handles, handle) ? this.handles[handle] : undefined;
    if (prefix === undefined) refuseSyntax(`the tag's handle ${handle} is not declared`, offset);
    return prefix + suffix;
  }

  private blockList(list: YamlSequence): YamlSequence {
    this.scanner.next();
    while (this.isNext("-")) {
      const dash = this.scanner.next();
      list.items.push(this.isNext("-", "block end") ? this.empty(dash) : this.node(true, false));
    }
    if (!this.takeIf("block end")) this.refuseToken(this.scanner.peek(), "another entry of the list, or its end");
    return list;
  }

  private indentlessList(list: YamlSequence): YamlSequence {
    while (this.isNext("-")) {
      const dash = this.scanner.next();
      list.items.push(this.isNext("-", "?", ":", "block end") ? this.empty(dash) : this.node(true, false));
    }
    return list;
  }

  private blockMapping(mapping: YamlPairs): YamlPairs {
    this.scanner.next();
    while (!this.isNext("block end")) {
      const token = this.scanner.peek();
      if (token.kind !== "?") this.refuseToken(token, "another key, or the end of the mapping");
      const key = this.blockPart("?") ?? this.empty(token);
      const value = this.blockPart(":") ?? this.empty(this.scanner.peek());
      mapping.pairs.push([key, value]);
    }
    this.scanner.next();
    return mapping;
  }

  private blockPart(sign: "?" | ":"): YamlNode | undefined {
    const token = this.scanner.peek();
    if (!this.takeIf(sign)) return undefined;
    return this.isNext("?", ":", "block end") ? this.empty(token) : this.node(true, true);
  }

  private flowList(list: YamlSequence): YamlSequence {
    this.scanner.next();
    for (let first = true; !this.isNext("]"); first = false) {
      if (!first && !this.takeIf(",")) this.refuseToken(this.scanner.peek(), ", or ]");
      if (this.isNext("]")) break;
      list.items.push(this.isNext("?") ? this.flowPair("]") : this.node(false, false));
    }
    list.end = this.scanner.next().offset + 1;
    return list;
  }

  /** `[a: 1]`, which is `[{a: 1}]`. */
  private flowPair(end: "]"): YamlPairs {
    const token = this.scanner.next();
    const key = this.isNext(":", ",", end) ? this.empty(token) : this.node(false, false);
    const value = this.flowValue(end);
    return this.counted({ kind: "mapping", tag: undefined, pairs: [[key, value]], offset: token.offset });
  }

  private flowMapping(mapping: YamlPairs): YamlPairs {
    this.scanner.next();
    for (let first = true; !this.isNext("}"); first = false) {
      if (!first && !this.takeIf(",")) this.refuseToken(this.scanner.peek(), ", or }");
      if (this.isNext("}")) break;
      const token = this.scanner.peek();
      if (!this.takeIf("?")) {
        // A value alone is a key without a value.
        mapping.pairs.push([this.node(false, false), this.empty(this.scanner.peek())]);
        continue;
      }
      const key = this.isNext(":", ",", "}") ? this.empty(token) : this.node(false, false);
      mapping.pairs.push([key, this.flowValue("}")]);
    }
    mapping.end = this.scanner.next().offset + 1;
    return mapping;
  }

  private flowValue(end: "]" | "}"): YamlNode {
    const token = this.scanner.peek();
    if (!this.takeIf(":")) return this.empty(token);
    return this.isNext(",", end) ? this.empty(token) : this.node(false, false);
  }
}

/** A lone `!` leaves it to the text. */
function standing(tag: string | undefined): string | undefined {
  return tag === "!" ? undefined : tag;
}
