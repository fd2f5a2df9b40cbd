import { type Document, LineCounter, parseDocument } from "yaml";
import { messageOf } from "@rigline/foundation/errors";
import { configError } from "../config-errors.js";
import type { KeyPlace } from "../layers/config-layer.js";
import { snippetAt } from "../problems/snippet.js";
import { blankComments } from "./json-comments.js";
import { findYamlFailure, YAML_LAYOUT, type YamlFailure } from "./yaml-failures.js";
import { findPlaces } from "./yaml-places.js";

/** A file's values with the place of every key. */
export interface ParsedFile {
  readonly file: string;
  readonly values: unknown;
  readonly places: ReadonlyMap<string, KeyPlace>;
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Reads YAML 1.2, of which JSON is a part; `.json` with comments too. Merge keys (`<<`) work; a key written twice is an error.
 * Throws CONFIG_SYNTAX.
 */
export function parseYaml(file: string, content: string): ParsedFile {
  const lines = new LineCounter();
  const text = file.endsWith(".json") ? blankComments(content) : content;
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  const failure = findYamlFailure(document, text);
  if (failure !== undefined) throw syntaxError(file, failure, content, lines);
  const values = readValues(file, document);
  return { file, values, ...findPlaces(document, file, lines) };
}

/** Aliases that would grow without bounds, and merges of what has no keys, are found only here. */
function readValues(file: string, document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (error) {
    throw configError("CONFIG_SYNTAX", {
      what: `${file} can't be read as ${formatOf(file)}: ${messageOf(error)}`,
      where: { file },
      todo: "Write out what anchors (&), aliases (*) and merges (<<) stand for.",
      cause: error,
    });
  }
}

function syntaxError(file: string, { offset, reason, todo }: YamlFailure, content: string, lines: LineCounter): Error {
  const { line, col: column } = lines.linePos(offset);
  return configError("CONFIG_SYNTAX", {
    what: `${file} can't be read as ${formatOf(file)}: ${reason}`,
    where: { file, line, column },
    why: snippetAt(content, line, column),
    ...adviceFor(file, todo),
  });
}

/** The parser speaks of YAML's lines, and what it stumbles over in JSON is nearly always one of these. */
function adviceFor(file: string, todo: string | undefined): { todo?: string } {
  if (formatOf(file) === "JSON" && (todo === undefined || YAML_LAYOUT.includes(todo))) return { todo: IN_JSON };
  return todo === undefined ? {} : { todo };
}

const IN_JSON =
  "Look there, and at the end of the line before, for a comma, a colon, a quote or a brace that is missing.";

function formatOf(file: string): string {
  return file.endsWith(".json") ? "JSON" : "YAML";
}
