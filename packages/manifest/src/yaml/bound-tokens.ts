import { Lexer } from "yaml";

/** Room for a manifest that names some 25,000 single files; a reader's time grows with this number. */
const MAX_TOKENS = 200_000;
const MAX_FLOW_DEPTH = 64;

/**
 * Says why a text is too much for the parser, before the parser works on it for seconds or runs out of stack; undefined
 * when it is not. Nesting by indentation is left to whoever walks the values.
 */
export function findExcess(text: string): string | undefined {
  let tokens = 0;
  let depth = 0;
  for (const token of new Lexer().lex(text)) {
    tokens += 1;
    if (tokens > MAX_TOKENS) return `it has more than ${MAX_TOKENS} words and signs`;
    if (token === "[" || token === "{") depth += 1;
    else if (token === "]" || token === "}") depth -= 1;
    if (depth > MAX_FLOW_DEPTH) return `its brackets nest more than ${MAX_FLOW_DEPTH} deep`;
  }
  return undefined;
}
