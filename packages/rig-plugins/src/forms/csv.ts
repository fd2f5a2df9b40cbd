/** The rows of a comma-separated text (RFC 4180), the first one first; quoted fields may hold commas, quotes and line breaks. */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|\r|$)/y;
  // Excel begins a file with a mark of its encoding.
  const plain = text.replace(/^\uFEFF/, "");
  while (field.lastIndex < plain.length) {
    const match = field.exec(plain);
    if (match === null) break;
    const [, quoted, bare = "", end = ""] = match;
    row.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === ",") {
      if (field.lastIndex === plain.length) row.push("");
      else continue;
    }
    rows.push(row);
    row = [];
  }
  return rows.filter((one) => one.length > 1 || one[0] !== "");
}

export function renderCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(renderField).join(",")}\n`).join("");
}

function renderField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
