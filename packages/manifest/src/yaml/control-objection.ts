import { escapeControl } from "@rigline/foundation/redaction";

const ESCAPE_OF: Readonly<Record<string, string>> = {
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\b": "\\b",
  "\f": "\\f",
  "\v": "\\v",
  "\u0007": "\\a",
  "\u001B": "\\e",
  "\u0085": "\\N",
  "\0": "\\0",
};

/** Why a path can't have been meant so, as the end of a sentence that begins with it: YAML made a character of a backslash. */
export function controlObjection(path: string): string | undefined {
  const control = /\p{Cc}/u.exec(path)?.[0];
  if (control === undefined) return undefined;
  const written = ESCAPE_OF[control] ?? escapeControl(control);
  return `holds a control character: in double quotes ${written} is no backslash, but a character of its own: write the path with / or in single quotes`;
}
