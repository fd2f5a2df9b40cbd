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

/** Throws what would cost too much to read. */
export function refuseExcess(why: string, offset: number, path: DocumentPath = []): never {
  throw new YamlComplaint({ code: "YAML_TOO_COMPLEX", what: `the document is too complex: ${why}`, path, offset });
}
