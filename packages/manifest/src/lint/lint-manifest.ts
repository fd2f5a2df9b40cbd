import { formatPath, type Problem, RiglineError } from "@rigline/foundation/errors";
import type { z } from "zod";
import { findNotices } from "../manifest/find-notices.js";
import { parseManifest } from "../manifest/index.js";
import { buildSubmitRequest, checkSubmitRequest } from "../submit-request/index.js";
import { isYamlMapping, readDocument, type DocumentPath, type ReadOptions, type YamlDocument } from "../yaml/index.js";
import { VERSION_RULES } from "./version-rules.js";

/** What one version of aind-watchdog-service does with a manifest. */
export interface VersionVerdict {
  readonly version: string;
  readonly accepted: boolean;
  /** Why it refuses it; empty when it takes it. */
  readonly reasons: readonly string[];
}

export interface ManifestLint {
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
export function lintManifest(content: string | Uint8Array, options: ReadOptions = {}): ManifestLint {
  // To PyYAML the last of two keys counts, so that its readers' verdicts are about that one.
  const document = readDocument(content, { ...options, repeatedKeys: "last" });
  const verdicts = Object.entries(VERSION_RULES).map(([version, rules]) => judge(version, rules, document));
  return { verdicts, problems: findProblems(content, options), notices: findNotices(document) };
}

function judge(version: string, rules: z.ZodType, document: YamlDocument): VersionVerdict {
  const parsed = rules.safeParse(document.mapping);
  const issues = parsed.success ? [] : parsed.error.issues.flatMap((issue) => tellIssue(document, issue));
  const reasons = [...tellEncoding(document), ...tellKeys(document), ...issues];
  return { version, accepted: reasons.length === 0, reasons };
}

function tellEncoding({ encoding }: YamlDocument): string[] {
  return encoding === "utf-8" || encoding === "text" ? [] : [`the file is ${encoding}: it reads UTF-8 alone`];
}

/** Keys become the names of a function's arguments, and of modalities. */
function tellKeys({ mapping, writtenKey }: YamlDocument): string[] {
  const { modalities } = mapping;
  return [mapping, ...(isYamlMapping(modalities) ? [modalities] : [])].flatMap((keys) =>
    Object.keys(keys).flatMap((key) => {
      const { text = key, isText = true } = writtenKey(keys, key) ?? {};
      return isText ? [] : [`the key ${text === "" ? "without a name" : text} is no text`];
    }),
  );
}

function tellIssue({ mapping }: YamlDocument, issue: z.core.$ZodIssue): string[] {
  const [key] = issue.path;
  const path = formatPath(issue.path);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((name) => `${formatPath([...(issue.path as DocumentPath), name])}: is not known to it`);
  if (issue.path.length === 1 && !(String(key) in mapping)) return [`${path}: is missing`];
  return [path === "" ? issue.message : `${path}: ${issue.message}`];
}

function findProblems(content: string | Uint8Array, options: ReadOptions): readonly Problem[] {
  try {
    const { manifest } = parseManifest(content, options);
    return manifest.transferEndpoint === null ? [] : checkSubmitRequest(buildSubmitRequest(manifest));
  } catch (error) {
    if (error instanceof RiglineError) return error.problems;
    throw error;
  }
}
