import type { HandOffReport } from "./hand-off-report.js";

const COLUMNS = [
  "path",
  "bytes",
  "algorithm",
  "hash",
  "verified_at",
  "read_back",
  "source_read",
  "strength",
  "destination",
] as const;

/** What a spreadsheet would take for a formula, one of Japan by its own wide signs too. */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/;

/**
 * A line for each file, RFC 4180: CRLF, quotes where there have to be. With a byte order mark, without which Excel takes it for another
 * encoding; a field that a spreadsheet would compute has an apostrophe before it.
 */
export function* renderReportCsv({ files, destination }: HandOffReport): Generator<string> {
  yield `\uFEFF${COLUMNS.join(",")}\r\n`;
  for (const { path, bytes, algorithm, hash, verifiedAt, readBack, sourceRead, strength } of files) {
    const fields = [path, String(bytes), algorithm, hash, verifiedAt, readBack, sourceRead, strength, destination];
    yield `${fields.map((field) => quote(field ?? "")).join(",")}\r\n`;
  }
}

function quote(field: string): string {
  const text = FORMULA.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
