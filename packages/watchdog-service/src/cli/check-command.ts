import { DOCUMENT_LIMITS } from "@rigline/foundation/documents";
import {
  type ErrorPlace,
  EXIT_CODES,
  messageOf,
  type Problem,
  renderPlace,
  RiglineError,
} from "@rigline/foundation/errors";
import { nodeFileSystem, systemCodeOf } from "@rigline/foundation/platform";
import {
  alsoToOf,
  checkManifest,
  type Manifest,
  type ManifestCheck,
  parseManifest,
  type ServiceVersion,
  type VersionVerdict,
} from "@rigline/manifest";
import { jobError } from "../jobs/job-errors.js";
import { checkRequest, checkTarget } from "../plan/check-request.js";
import { say, sayJson } from "./fit-to-show.js";

/** The own one first: by its words a path is refused that neither takes. */
const PLATFORMS = [process.platform, process.platform === "win32" ? "linux" : "win32"] as const;

export { isServiceVersion, SERVICE_VERSIONS } from "@rigline/manifest";

/** What is known of one file; `verdicts` is empty where it is no YAML mapping at all. */
interface FileCheck extends ManifestCheck {
  readonly file: string;
}

interface CheckOptions {
  readonly json: boolean;
  /** The version of aind-watchdog-service whose refusal is in the exit code as well. */
  readonly version: ServiceVersion | undefined;
}

/**
 * `rigline-watchdog check FILE…`: which versions of aind-watchdog-service take a manifest, and what Rigline or the transfer
 * service would refuse in it; touches nothing. `config` when one of the files has a problem or is refused by `version`,
 * `storage` when one can't be read.
 */
export function printCheck(files: readonly string[], { json, version }: CheckOptions): number {
  const checked = files.map(checkFile);
  if (json) sayJson(checked);
  else say(checked.flatMap(renderCheck).join("\n"));
  const problems = checked.flatMap((check) => check.problems);
  if (problems.some(({ code }) => code === "MANIFEST_UNREADABLE")) return EXIT_CODES.storage;
  const refused = checked.some(({ verdicts }) => verdicts.some((each) => each.version === version && !each.accepted));
  return problems.length > 0 || refused ? EXIT_CODES.config : EXIT_CODES.success;
}

function checkFile(file: string): FileCheck {
  try {
    const bytes = readFile(file);
    const check = checkManifest(bytes, { file });
    return check.problems.length > 0 ? { file, ...check } : { file, ...check, problems: findBadPaths(bytes, file) };
  } catch (error) {
    if (!(error instanceof RiglineError)) throw error;
    return { file, verdicts: [], problems: error.problems, notices: [] };
  }
}

/** What no rig's daemon can use, whichever system this is: a manifest of a Windows rig is checked on a Mac too. */
function findBadPaths(bytes: Uint8Array, file: string): readonly Problem[] {
  const { manifest } = parseManifest(bytes, { file });
  const [own = [], other = []] = PLATFORMS.map((platform) => objectionsTo(manifest, platform));
  return other.length === 0 ? [] : own.map((found) => ({ ...found, where: { file } }));
}

function objectionsTo(manifest: Manifest, platform: NodeJS.Platform): readonly Problem[] {
  const { name } = manifest;
  const further = alsoToOf(manifest).map(
    ({ destination }) =>
      () =>
        checkTarget({ name, destination }, platform),
  );
  return [() => checkRequest(manifest, platform), ...further].flatMap((check) => {
    try {
      check();
      return [];
    } catch (error) {
      if (error instanceof RiglineError) return error.problems;
      throw error;
    }
  });
}

function readFile(file: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = nodeFileSystem.read(file);
  } catch (cause) {
    throw jobError("MANIFEST_UNREADABLE", { ...sayWhyNot(file, cause), where: { file }, cause });
  }
  if (bytes.length <= DOCUMENT_LIMITS.bytes) return bytes;
  const what = `${file} has ${bytes.length} bytes; at most ${DOCUMENT_LIMITS.bytes} are read`;
  throw jobError("MANIFEST_TOO_LARGE", { what, where: { file } });
}

/** Of the daemon's own advice nothing holds for a file that somebody has named. */
function sayWhyNot(file: string, cause: unknown): { readonly what: string; readonly todo: string } {
  const code = systemCodeOf(cause);
  if (code === "ENOENT" || code === "ENOTDIR")
    return {
      what: `there is no file ${file}`,
      todo: "Name one that there is; a path starts in the folder that you are in.",
    };
  if (code === "EISDIR") return { what: `${file} is a folder`, todo: "Name the manifests in it." };
  return {
    what: `${file} can't be read: ${messageOf(cause)}`,
    todo: "Give yourself the right to read it, or copy it.",
  };
}

function renderCheck({ file, verdicts, problems, notices }: FileCheck): readonly string[] {
  const taken = verdicts.filter(({ accepted }) => accepted).map(({ version }) => version);
  return [
    `${file}: ${describeVerdict(problems)}`,
    ...problems.flatMap((problem) => renderProblem("problem", problem)),
    ...notices.flatMap((notice) => renderProblem("notice", notice)),
    ...(verdicts.length === 0 ? [] : [`  aind-watchdog-service takes it: ${taken.join(", ") || "no version"}`]),
    ...renderRefusals(verdicts),
  ];
}

function describeVerdict(problems: readonly Problem[]): string {
  if (problems.some(({ code }) => code === "MANIFEST_UNREADABLE")) return "nothing can be said of it";
  return problems.length === 0 ? "Rigline takes it" : "Rigline or the transfer service refuses it";
}

function renderProblem(kind: string, { code, message, where, todo }: Problem): readonly string[] {
  const at = renderPlace(shortened(where));
  return [`  ${kind} ${code}${at === "" ? "" : ` (${at})`}: ${message}`, `    ${todo}`];
}

/** Versions that refuse it for the same reasons are told together. */
function renderRefusals(verdicts: readonly VersionVerdict[]): readonly string[] {
  const byReasons = new Map<string, string[]>();
  for (const { version, accepted, reasons } of verdicts) {
    if (accepted) continue;
    const told = reasons.map(({ message, where }) => `    ${[position(where), message].filter(Boolean).join(": ")}`);
    const versions = byReasons.get(told.join("\n")) ?? [];
    byReasons.set(told.join("\n"), [...versions, version]);
  }
  return [...byReasons].flatMap(([told, versions]) => [
    `  ${versions.join(", ")} ${versions.length === 1 ? "refuses" : "refuse"} it:`,
    told,
  ]);
}

function position({ line, column }: ErrorPlace): string {
  return line === undefined ? "" : `line ${line}, column ${column ?? 1}`;
}

/** Without the file, which is named above, and with its line and column in words. */
function shortened(where: ErrorPlace): ErrorPlace {
  const { file: _file, line: _line, column: _column, ...place } = where;
  const at = position(where);
  return at === "" ? place : { ...place, file: at };
}
