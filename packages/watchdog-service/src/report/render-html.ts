import { formatBytes, formatFiles } from "@rigline/foundation/quantities";
import { showLocalTime } from "@rigline/foundation/time";
import { describeFound } from "@rigline/manifest";
import type { ReportedFile, HandOffReport } from "./hand-off-report.js";

/**
 * What a sheet of A4 or Letter has room for. Where the files do not fit below the rest it has their folders, and the page all of them. `lines`: below
 * what is always the same.
 */
const ON_SHEET = { lines: 46, folders: 15, readings: 5 };

/** Letters in a line of the sheet, of what may take more than one. */
const IN_LINE = { evidence: 70, path: 28 };

const STYLE = `
body { font: 14px/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 60em; padding: 0 1em; color: #1a1a1a; background: #fff }
h1 { font-size: 1.5em; margin: 0 0 .2em; overflow-wrap: anywhere } h2 { font-size: 1.1em; margin: 1.4em 0 .3em }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; vertical-align: top; padding: .15em .8em .15em 0; border-bottom: 1px solid #ddd; white-space: nowrap }
td:last-child, .names td:first-child { white-space: normal; overflow-wrap: anywhere }
td.number, th.number { text-align: right } td.hash { font: 11px ui-monospace, monospace }
@page { margin: 12mm }
@media print { body { font-size: 9px; margin: 0; max-width: none; padding: 0 } td.hash { font-size: 6px } td, th { padding: .05em .8em .05em 0; line-height: 1.25 } .screen { display: none } h2 { margin-top: .8em } }
`;

/** One page by itself: no script, nothing from elsewhere. Printed, it is one sheet. */
export function* renderReportHtml(report: HandOffReport): Generator<string> {
  const { name, destination, files, bytes, gates, readings } = report;
  yield `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n`;
  yield `<title>${escape(name)}</title>\n<style>${STYLE}</style>\n<h1>${escape(name)}</h1>\n`;
  yield `<p>${escape(report.safe)}, as of ${escape(showLocalTime(report.at))}</p>\n`;
  yield table("", [
    ["destination", destination ?? "none yet"],
    ["data", `${formatFiles(files.length)}, ${formatBytes(bytes)}`],
    ["strength", report.strength ?? "nothing is published"],
    ["published", report.publishedAt === undefined ? report.step : showLocalTime(report.publishedAt)],
    ["transfer service", report.submittedTo ?? (report.submittedTo === null ? "none is to be told" : "not told yet")],
    ["handed off by", report.host],
    ["manifest", `${report.manifest}, sha256 ${report.digest ?? "unknown"}`],
  ]);
  if (gates.length > 0)
    yield table(
      "Gates",
      gates.map(({ gate, state, at, evidence }) => [gate, state, at === null ? "" : showLocalTime(at), evidence]),
    );
  if (readings.length > 0)
    yield table(
      "Read again",
      readings.map(({ at, by, files: count, found }) => [
        showLocalTime(at),
        by,
        formatFiles(count),
        describeFound(found) || "whole",
      ]),
      { unprinted: readings.length - ON_SHEET.readings },
    );
  const folders = foldersOf(files);
  yield table("Folders", folders.slice(0, ON_SHEET.folders), { areNames: true });
  const rest = folders.slice(ON_SHEET.folders);
  if (rest.length > 0) yield table("", rest, { areNames: true, unprinted: Infinity });
  yield `<section${countLines(report, folders.length) <= ON_SHEET.lines ? "" : ' class="screen"'}>\n<h2>Files</h2>\n<table class="names">\n`;
  yield `<tr><th>path<th class="number">bytes<th>verified<th>strength<th>${escape(files[0]?.algorithm ?? "hash")}\n`;
  for (const file of files) yield fileRow(file);
  yield `</table>\n</section>\n`;
}

function countLines({ gates, readings, files }: HandOffReport, folders: number): number {
  const ofGates = gates.reduce((sum, { evidence }) => sum + Math.ceil(evidence.length / IN_LINE.evidence), 0);
  // Beside each stands its hash, in two small lines.
  const ofFiles = files.reduce((sum, { path }) => sum + Math.max(1.2, Math.ceil(path.length / IN_LINE.path)), 0);
  const { length: ofReadings } = readings.slice(-ON_SHEET.readings);
  return ofGates + ofReadings + Math.min(folders, ON_SHEET.folders) + ofFiles;
}

function fileRow({ path, bytes, verifiedAt, strength, hash }: ReportedFile): string {
  const when = verifiedAt === undefined ? "" : showLocalTime(verifiedAt);
  return `<tr><td>${escape(path)}<td class="number">${bytes}<td>${escape(when)}<td>${escape(strength)}<td class="hash">${escape(hash)}\n`;
}

/** Files and bytes of what stands at the top of the session. */
function foldersOf(files: readonly ReportedFile[]): readonly (readonly string[])[] {
  const tops = new Map<string, { count: number; bytes: number }>();
  for (const { path, bytes } of files) {
    const [top = "", ...rest] = path.split("/");
    const name = rest.length === 0 ? "(metadata)" : `${top}/`;
    const known = tops.get(name) ?? { count: 0, bytes: 0 };
    tops.set(name, { count: known.count + 1, bytes: known.bytes + bytes });
  }
  return [...tops].map(([top, { count, bytes }]) => [top, formatFiles(count), formatBytes(bytes)]);
}

/** `areNames`: the first of each row may be long. `unprinted`: so many of the first rows are not on the sheet. */
function table(
  title: string,
  rows: readonly (readonly string[])[],
  { areNames = false, unprinted = 0 }: { readonly areNames?: boolean; readonly unprinted?: number } = {},
): string {
  const head = title === "" ? "" : `<h2>${escape(title)}</h2>\n`;
  const lines = rows.map((row, index) => {
    const cells = row.map((cell) => `<td>${escape(cell)}`).join("");
    return `<tr${index < unprinted ? ' class="screen"' : ""}>${cells}\n`;
  });
  return `${head}<table${areNames ? ' class="names"' : ""}>\n${lines.join("")}</table>\n`;
}

const SIGNS: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);
}
