/** Line breaks and tabs are layout; everything else of these could move a cursor, ring a bell or hide text. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Text that somebody else wrote, safe for a terminal or a log: control characters as `\x1b`, line breaks and tabs kept. */
export function escapeControl(text: string): string {
  return text.replace(CONTROL, (character) => {
    const code = character.codePointAt(0) as number;
    return code < 0x1_00 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** The same for a document of JSON, whose texts stay what they are: what JSON itself leaves raw is written as `\u009b`. */
export function escapeControlInJson(json: string): string {
  return json.replaceAll(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
