import type { DocumentPath } from "./yaml-value.js";

/** A complaint about a place in the file; the reader adds the file's name. `offset`: into the text. */
export interface Complaint {
  readonly code: "YAML_DUPLICATE_KEY" | "YAML_TOO_COMPLEX" | "YAML_SYNTAX";
  readonly what: string;
  readonly path: DocumentPath;
  readonly offset: number | undefined;
  readonly todo?: string;
}

export class YamlComplaint extends Error {
  constructor(readonly complaint: Complaint) {
    super(complaint.what);
  }
}

/** Throws what is no YAML to PyYAML. */
export function refuseSyntax(what: string, offset: number, todo?: string): never {
  throw new YamlComplaint({ code: "YAML_SYNTAX", what, path: [], offset, ...(todo === undefined ? {} : { todo }) });
}

/** Throws of a word that can only be a key, and has no colon behind it. */
export function refuseMissingColon(offset: number): never {
  refuseSyntax("the line is no `key: value`: a colon with a space behind it is missing", offset);
}

/** Throws what would cost too much to read. */
export function refuseExcess(why: string, offset: number, path: DocumentPath = []): never {
  throw new YamlComplaint({ code: "YAML_TOO_COMPLEX", what: `the document is too complex: ${why}`, path, offset });
}
