/** East Asian and emoji characters take two columns of a terminal. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;

/** How many columns a text takes. */
export function widthOfText(text: string): number {
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

/** With spaces behind it, so that it takes at least so many columns. */
export function padToWidth(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - widthOfText(text)));
}

/** Cuts a line so that it takes at most so many columns, with `…` where something is missing. */
export function cutToWidth(text: string, columns: number): string {
  let width = 0;
  let fitsBeforeEllipsis = "";
  for (const character of text) {
    width += widthOf(character);
    if (width > columns) return `${fitsBeforeEllipsis}…`;
    if (width < columns) fitsBeforeEllipsis += character;
  }
  return text;
}

function widthOf(character: string): number {
  if (/\p{Mn}|\p{Cf}/u.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
