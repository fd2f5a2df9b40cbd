/** A text in quotes, or a comment as JavaScript and editors' JSON have it; an unclosed one goes to the end. */
const TEXT_OR_COMMENT = /"(?:[^"\\]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/gu;

/**
 * JSON that people write by hand has comments (and commas behind the last item, which YAML takes anyway). They become
 * spaces, so that every other character keeps its line and column.
 */
export function blankComments(json: string): string {
  return json.replaceAll(TEXT_OR_COMMENT, (found) =>
    found.startsWith("/") ? found.replaceAll(/[^\r\n]/gu, " ") : found,
  );
}
