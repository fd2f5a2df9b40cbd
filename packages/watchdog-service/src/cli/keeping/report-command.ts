import { extname, resolve } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { nodeFileSystem, systemClock, writeDurably } from "@rigline/foundation/platform";
import { formatFiles } from "@rigline/foundation/quantities";
import { loadSettings } from "../../config/load-settings.js";
import { findListed } from "../../jobs/ask-of-job.js";
import { renderReportCsv } from "../../report/render-csv.js";
import { renderReportHtml } from "../../report/render-html.js";
import { reportHandOff } from "../../report/hand-off-report.js";
import { collectVerifications } from "../../verify/collect-verification.js";
import { say } from "../fit-to-show.js";

/**
 * `rigline-watchdog report NAME`: what is known of each file of a hand-off, from the job's journal, and of who has read its copy again, from
 * beside the data. As CSV, or as one page where the file is called `.html`. Throws JOB_NOT_FOUND, and what the system says of the file.
 */
export function reportCommand(config: string, name: string, output: string | undefined): number {
  const settings = loadSettings(config);
  const parts = { disk: nodeDisk, fileSystem: nodeFileSystem, clock: systemClock, settings };
  const job = findListed(parts, name);
  const { records, trouble } =
    job.destination === null ? { records: [], trouble: undefined } : collectVerifications(parts, job, job.destination);
  const report = reportHandOff(parts, job, records);
  const isPage = output !== undefined && /^\.html?$/i.test(extname(output));
  const text = [...(isPage ? renderReportHtml(report) : renderReportCsv(report))].join("");
  if (trouble !== undefined)
    process.stderr.write(`who has read it again is not known: ${job.destination} can't be read: ${trouble}\n`);
  if (output === undefined) process.stdout.write(text);
  else {
    writeDurably(resolve(output), text, { fileSystem: nodeFileSystem });
    say(`${resolve(output)}: ${formatFiles(report.files.length)} of ${report.name}`);
  }
  return EXIT_CODES.success;
}
