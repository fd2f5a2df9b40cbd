import { DOCUMENT_LIMITS } from "@rigline/foundation/documents";
import { EXIT_CODES, type Problem, renderPlace, RiglineError } from "@rigline/foundation/errors";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { lintManifest, type ManifestLint } from "@rigline/manifest";
import { jobError } from "../jobs/job-errors.js";
import { fitJson, fitToShow } from "./fit-to-show.js";

/** What is known of one file; `verdicts` is empty where it is no YAML mapping at all. */
interface FileLint extends ManifestLint {
  readonly file: string;
}

/**
 * `rigline-watchdog lint FILE…`: which versions of aind-watchdog-service take a manifest, and what Rigline or the transfer
 * service would refuse in it; touches nothing. `config` when there is a problem in one of them, `storage` when one can't be read.
 */
export function printLint(files: readonly string[], json: boolean): number {
  const linted = files.map(lintFile);
  const text = json ? fitJson(linted, 2) : fitToShow(linted.flatMap(renderLint).join("\n"));
  process.stdout.write(`${text}\n`);
  const problems = linted.flatMap((lint) => lint.problems);
  if (problems.length === 0) return EXIT_CODES.success;
  return problems.some(({ code }) => code === "MANIFEST_UNREADABLE") ? EXIT_CODES.storage : EXIT_CODES.config;
}

function lintFile(file: string): FileLint {
  try {
    return { file, ...lintManifest(readFile(file), { file }) };
  } catch (error) {
    if (!(error instanceof RiglineError)) throw error;
    return { file, verdicts: [], problems: error.problems, notices: [] };
  }
}

function readFile(file: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = nodeFileSystem.read(file);
  } catch (cause) {
    throw jobError("MANIFEST_UNREADABLE", { what: `${file} can't be read`, where: { file }, cause });
  }
  if (bytes.length <= DOCUMENT_LIMITS.bytes) return bytes;
  const what = `${file} has ${bytes.length} bytes; at most ${DOCUMENT_LIMITS.bytes} are read`;
  throw jobError("MANIFEST_TOO_LARGE", { what, where: { file } });
}

function renderLint({ file, verdicts, problems, notices }: FileLint): readonly string[] {
  const refused = verdicts.filter(({ accepted }) => !accepted);
  const taken = verdicts.filter(({ accepted }) => accepted).map(({ version }) => version);
  return [
    `${file}: ${problems.length === 0 ? "Rigline takes it" : "Rigline or the transfer service refuses it"}`,
    ...problems.flatMap((problem) => renderProblem("problem", problem)),
    ...notices.flatMap((notice) => renderProblem("notice", notice)),
    ...(verdicts.length === 0 ? [] : [`  aind-watchdog-service takes it: ${taken.join(", ") || "no version"}`]),
    ...refused.map(({ version, reasons }) => `  ${version} refuses it: ${reasons.join("; ")}`),
  ];
}

function renderProblem(kind: string, { code, message, where, todo }: Problem): readonly string[] {
  const { file: _file, ...place } = where;
  const at = renderPlace(place);
  return [`  ${kind} ${code}${at === "" ? "" : ` (${at})`}: ${message}`, `    ${todo}`];
}
