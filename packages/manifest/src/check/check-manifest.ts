import { type ErrorPlace, formatPath, pathSteps, type Problem, RiglineError } from "@rigline/foundation/errors";
import type { z } from "zod";
import { findNotices } from "../manifest/find-notices.js";
import { parseManifest, type Manifest } from "../manifest/index.js";
import { buildSubmitRequest, checkSubmitRequest } from "../submit-request/index.js";
import { isYamlMapping, readDocument, type DocumentPath, type ReadOptions, type YamlDocument } from "../yaml/index.js";
import { VERSION_RULES, type ServiceVersion } from "./version-rules.js";

/** What one version of aind-watchdog-service does with a manifest. */
export interface VersionVerdict {
  readonly version: ServiceVersion;
  readonly accepted: boolean;
  /** Why it refuses it; empty when it takes it. */
  readonly reasons: readonly VersionReason[];
}

/** One thing for which a version refuses a manifest. */
export interface VersionReason {
  /** Begins with the key, where there is one: `schedule_time: expected …`. */
  readonly message: string;
  /** Line and column in the file, from 1, and the path of the key. */
  readonly where: ErrorPlace;
}

export interface ManifestCheck {
  /** Oldest version first. */
  readonly verdicts: readonly VersionVerdict[];
  /** What Rigline refuses in it, or the transfer service would; empty when nothing is known against it. */
  readonly problems: readonly Problem[];
  /** What was probably not meant, although it stops nothing. */
  readonly notices: readonly Problem[];
}

/**
 * Says which versions of aind-watchdog-service would take a manifest, why the others would not, and what else is wrong with
 * it. Throws the errors of `yaml-errors.ts` for what is no YAML mapping at all.
 */
export function checkManifest(content: string | Uint8Array, options: ReadOptions = {}): ManifestCheck {
  // To PyYAML the last of two keys counts, so that its readers' verdicts are about that one.
  const document = readDocument(content, { ...options, repeatedKeys: "last" });
  const verdicts = (Object.keys(VERSION_RULES) as ServiceVersion[]).map((version) => judge(version, document));
  return { verdicts, problems: findProblems(content, options, document), notices: findNotices(document) };
}

/** Why a version of aind-watchdog-service would refuse a manifest; empty: it takes it. Throws as `checkManifest` does. */
export function refusalsOf(version: ServiceVersion, content: string | Uint8Array): readonly VersionReason[] {
  return judge(version, readDocument(content, { repeatedKeys: "last" })).reasons;
}

function judge(version: ServiceVersion, document: YamlDocument): VersionVerdict {
  const parsed = VERSION_RULES[version].safeParse(document.mapping);
  const issues = parsed.success ? [] : parsed.error.issues.flatMap((issue) => tellIssue(document, issue));
  const reasons = [...tellEncoding(document), ...tellKeys(document), ...issues];
  return { version, accepted: reasons.length === 0, reasons };
}

function tellEncoding({ encoding, place }: YamlDocument): VersionReason[] {
  return encoding === "utf-8" || encoding === "text"
    ? []
    : [{ message: `the file is ${encoding}: it reads UTF-8 alone`, where: place([]) }];
}

/** Keys become the names of a function's arguments, and of modalities. */
function tellKeys({ mapping, writtenKey, place }: YamlDocument): VersionReason[] {
  const { modalities } = mapping;
  const kinds = [
    { keys: mapping, above: [] as DocumentPath },
    ...(isYamlMapping(modalities) ? [{ keys: modalities, above: ["modalities"] as DocumentPath }] : []),
  ];
  return kinds.flatMap(({ keys, above }) =>
    Object.keys(keys).flatMap((key) => {
      const { text = key, isText = true } = writtenKey(keys, key) ?? {};
      if (isText) return [];
      const message = `the key ${text === "" ? "without a name" : text} is no text`;
      return [{ message, where: place([...above, key]) }];
    }),
  );
}

function tellIssue(document: YamlDocument, issue: z.core.$ZodIssue): VersionReason[] {
  const [key] = issue.path;
  const where = document.place(issue.path as DocumentPath);
  const path = formatPath(issue.path);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((name) => {
      const unknown = [...(issue.path as DocumentPath), name];
      const at = issue.path.length === 0 ? document.placeOfKey(name) : document.place(unknown);
      return { message: `${formatPath(unknown)}: is not known to it`, where: at };
    });
  if (issue.path.length === 1 && !(String(key) in document.mapping)) return [{ message: `${path}: is missing`, where }];
  return [{ message: path === "" ? issue.message : `${path}: ${issue.message}`, where }];
}

function findProblems(content: string | Uint8Array, options: ReadOptions, document: YamlDocument): readonly Problem[] {
  try {
    const { manifest } = parseManifest(content, options);
    if (manifest.transferEndpoint === null) return [];
    return checkSubmitRequest(buildSubmitRequest(manifest)).map((problem) => ({
      ...problem,
      where: placeInManifest(document, manifest, problem.where),
    }));
  } catch (error) {
    if (!(error instanceof RiglineError)) throw error;
    return error.problems.map((problem) => ({ ...problem, where: withLine(document, problem.where) }));
  }
}

/** The place in the file of what is wrong with a request: in the one that is written out, else the key it is made from. */
function placeInManifest(
  document: YamlDocument,
  { transferServiceArgs }: Manifest,
  { path = "" }: ErrorPlace,
): ErrorPlace {
  if (transferServiceArgs !== null) return document.place(["transfer_service_args", ...pathSteps(path)]);
  return path.endsWith("user_email") ? document.place(["upload_notification_email"]) : withLine(document, { path });
}

/** Errors that know nothing of the file say the path alone. */
function withLine(document: YamlDocument, where: ErrorPlace): ErrorPlace {
  if (where.line !== undefined || where.path === undefined) return where;
  const path = pathSteps(where.path);
  return Object.hasOwn(document.mapping, String(path[0])) ? { ...document.place(path), ...where } : where;
}
