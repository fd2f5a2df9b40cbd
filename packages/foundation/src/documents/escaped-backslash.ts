import { escapeControl } from "../redaction/escape-control.js";

/** The escapes of double quotes that begin as names of folders do, by the character that YAML and JSON make of them. */
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

/** Why text can't have been meant as a path, or undefined: `"C:\\temp"` in double quotes holds a tab. */
export function escapedBackslash(text: string): string | undefined {
  const control = /\p{Cc}/u.exec(text)?.[0];
  if (control === undefined) return undefined;
  return `in double quotes ${ESCAPE_OF[control] ?? escapeControl(control)} is no backslash, but a character of its own`;
}
