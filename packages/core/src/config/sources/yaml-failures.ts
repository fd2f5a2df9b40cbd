import { DOCUMENT_LIMITS } from "@rigline/foundation/documents";
import { type Document, isCollection, type Node, visit } from "yaml";
import { findMisreadPath, WRITE_PATHS_SO } from "./misread-path.js";

/** Why a document can't be taken, where in the text, and what to do when that is not plain from the reason. */
export interface YamlFailure {
  readonly offset: number;
  readonly reason: string;
  readonly todo?: string;
}

/** The first thing that is wrong; undefined when all is well. */
export function findYamlFailure(document: Document, content: string): YamlFailure | undefined {
  // A tag that nobody knows is only a warning to the parser, which then takes `!include other.yaml` for "other.yaml".
  const [failure] = [...document.errors, ...document.warnings.filter(({ code }) => code === "TAG_RESOLVE_FAILED")];
  if (failure === undefined) return findMisfit(document);
  const offset = failure.pos[0];
  const rest = content.slice(offset);
  const message = failure.message.trim().replace(/:$/u, "");
  return { offset, reason: message, ...MEANINGS[failure.code]?.(rest) };
}

const KEY_OF_ITS_OWN =
  "Give a key a line of its own, in the column of the keys beside it; put text that has a colon and a space in it into quotes.";
const COLON_AND_SPACE = "Write a colon and a space between key and value: `data_dir: data`.";
/** Advice that speaks of lines and columns, which mean nothing in JSON. */
export const YAML_LAYOUT: readonly string[] = [KEY_OF_ITS_OWN, COLON_AND_SPACE];

const TOO_DEEP = {
  reason: `it is nested more than ${DOCUMENT_LIMITS.depth} deep`,
  todo: "Write it with less nesting.",
};

type Meaning = (rest: string) => Omit<YamlFailure, "offset" | "reason"> & { readonly reason?: string };

/** Mistakes of those who don't write YAML every day, by the parser's codes; it gets the text from the mistake on. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  TAB_AS_INDENT: () => ({ todo: "Indent with spaces; YAML takes no tabs there." }),
  DUPLICATE_KEY: (rest) => ({
    reason: `the key ${/^(?:"[^"]*"|'[^']*'|[^\s:]+)/u.exec(rest)?.[0] ?? ""} is written twice in the same place`,
    todo: "Keep one of the two.",
  }),
  BAD_DQ_ESCAPE: (rest) => ({
    reason: `${rest.slice(0, 2)} means nothing inside double quotes`,
    todo: WRITE_PATHS_SO,
  }),
  BAD_SCALAR_START: () => ({ todo: "Put the text into quotes." }),
  BLOCK_AS_IMPLICIT_KEY: () => ({ todo: KEY_OF_ITS_OWN }),
  MULTILINE_IMPLICIT_KEY: () => ({ todo: COLON_AND_SPACE }),
  MULTIPLE_DOCS: () => ({ reason: "it holds more than one document", todo: "Take the line `---` away." }),
  /** The parser came to the end of its own stack. */
  RESOURCE_EXHAUSTION: () => TOO_DEEP,
  TAG_RESOLVE_FAILED: (rest) => ({
    reason: `the tag ${/^\S+/u.exec(rest)?.[0] ?? ""} means nothing here`,
    todo: "Write the value itself; text that begins with an exclamation mark belongs into quotes.",
  }),
};

/** What is well written YAML and yet no tree of keys. */
function findMisfit(document: Document): YamlFailure | undefined {
  let found: YamlFailure | undefined;
  const stop = (node: Node, reason: string, todo?: string): symbol => {
    found = { offset: node.range?.[0] ?? 0, reason, ...(todo === undefined ? {} : { todo }) };
    return visit.BREAK;
  };
  visit(document, {
    Alias: (_key, alias, around) => {
      const target = alias.resolve(document);
      if (target === undefined)
        return stop(alias, `*${alias.source} stands for &${alias.source}, which is not above it`);
      return around.includes(target)
        ? stop(alias, `*${alias.source} stands for something that it is a part of`)
        : undefined;
    },
    Scalar: (_key, scalar) => {
      const reason = scalar.type === "QUOTE_DOUBLE" ? findMisreadPath(scalar.value) : undefined;
      return reason === undefined ? undefined : stop(scalar, reason, WRITE_PATHS_SO);
    },
    Collection: (_key, node, around) =>
      around.filter(isCollection).length >= DOCUMENT_LIMITS.depth
        ? stop(node, TOO_DEEP.reason, TOO_DEEP.todo)
        : undefined,
    Pair: (_key, { key }) =>
      isCollection(key) ? stop(key, "a key must be text, and this one is a list or has keys itself") : undefined,
  });
  return found;
}
