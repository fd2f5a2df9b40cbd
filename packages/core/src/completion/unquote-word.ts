/** A word as it stands on a command line of bash, `Maus\ 7` or `"Maus 7`, as a program would get it. A quote may be open. */
export function unquoteWord(word: string): string {
  const parts = word.matchAll(
    /'(?<literal>[^']*)(?:'|$)|"(?<quoted>(?:\\[\s\S]|[^"\\])*)(?:"|\\?$)|\\(?<escaped>[\s\S]?)|(?<plain>[^'"\\]+)/g,
  );
  return [...parts].map(({ groups = {} }) => unquotePart(groups)).join("");
}

function unquotePart({ literal, quoted, escaped, plain }: Readonly<Record<string, string | undefined>>): string {
  if (quoted !== undefined) return quoted.replaceAll(/\\([\\"$`])/g, "$1");
  return literal ?? escaped ?? plain ?? "";
}
