import widthOf from "fast-string-width";

/** Characters of format, which take no column; those that join an emoji are left to whoever measures it. */
const UNSEEN = /(?![\u200D\u{E0020}-\u{E007F}])\p{Cf}/gu;

/** How many columns of a terminal a text takes: two for East Asian characters and emoji, none for what is drawn on another. */
export function widthOfText(text: string): number {
  return widthOf(text.replaceAll(UNSEEN, ""));
}

/** With spaces behind it, so that it takes at least so many columns. */
export function padToWidth(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - widthOfText(text)));
}

/** Cuts a line so that it takes at most so many columns, with `…` where something is missing. */
export function cutToWidth(text: string, columns: number): string {
  if (widthOfText(text) <= columns) return text;
  let kept = "";
  let width = 0;
  // What a person sees as one character is kept or left out as one.
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width += widthOfText(segment);
    if (width >= columns) break;
    kept += segment;
  }
  return `${kept}…`;
}
