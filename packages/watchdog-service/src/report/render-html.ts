import { formatBytes, formatFiles } from "@rigline/foundation/quantities";
import { showLocalTime } from "@rigline/foundation/time";
import { describeFound } from "@rigline/manifest";
import type { ReportedFile, HandOffReport } from "./hand-off-report.js";

/** More do not fit on the sheet beside what stands above them: of those it has their folders, and the page all. */
const ON_SHEET = { files: 25, letters: 2_500, folders: 15, readings: 5 };

const STYLE = `
body { font: 14px/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 60em; padding: 0 1em; color: #1a1a1a; background: #fff }
h1 { font-size: 1.5em; margin: 0 0 .2em; overflow-wrap: anywhere } h2 { font-size: 1.1em; margin: 1.4em 0 .3em }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; vertical-align: top; padding: .15em .8em .15em 0; border-bottom: 1px solid #ddd; overflow-wrap: anywhere }
td.number, th.number { text-align: right; white-space: nowrap } td.hash { font: 11px ui-monospace, monospace }
@page { size: A4; margin: 12mm }
@media print { body { font-size: 9px; margin: 0; max-width: none; padding: 0 } td.hash { font-size: 6px } .screen { display: none } h2 { margin-top: .8em } }
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
      readings.length - ON_SHEET.readings,
    );
  const folders = foldersOf(files);
  yield table("Folders", folders.slice(0, ON_SHEET.folders));
  if (folders.length > ON_SHEET.folders) yield table("", folders.slice(ON_SHEET.folders), Infinity);
  const letters = files.reduce((sum, { path }) => sum + path.length, 0);
  const isShort = files.length <= ON_SHEET.files && letters <= ON_SHEET.letters;
  yield `<section${isShort ? "" : ' class="screen"'}>\n<h2>Files</h2>\n<table>\n`;
  yield `<tr><th>path<th class="number">bytes<th>verified<th>strength<th>${escape(files[0]?.algorithm ?? "hash")}\n`;
  for (const file of files) yield fileRow(file);
  yield `</table>\n</section>\n`;
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

/** `unprinted`: so many of the first rows are not on the sheet. */
function table(title: string, rows: readonly (readonly string[])[], unprinted = 0): string {
  const head = title === "" ? "" : `<h2>${escape(title)}</h2>\n`;
  const lines = rows.map((row, index) => {
    const cells = row.map((cell) => `<td>${escape(cell)}`).join("");
    return `<tr${index < unprinted ? ' class="screen"' : ""}>${cells}\n`;
  });
  return `${head}<table>\n${lines.join("")}</table>\n`;
}

const SIGNS: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);
}
