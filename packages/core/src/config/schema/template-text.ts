import { pathObjection } from "@rigline/foundation/paths";
import { z } from "zod";
import { fillConfigPlaceholders, PLACEHOLDERS, placeholderObjections, type PlaceholderScope } from "../placeholders.js";
import { AFTER_VALUE } from "./path-text.js";

/** The key of a schema's `meta` that says which names are filled in there; `rigline config explain` lists them. */
export const TEMPLATES = "templates";

/** A path in which `{session_directory}` and the like are filled in; what can't be meant as a path on this system is refused as elsewhere. */
export function templatePath(scope: PlaceholderScope = "session"): z.ZodString {
  return z.string().check(({ value, issues }) => {
    const found = issuesOf(value, scope);
    const objection = found.length > 0 ? undefined : pathObjection(fillConfigPlaceholders(value, plausible()));
    issues.push(...found);
    if (objection !== undefined) issues.push(issue(value, [], `can't be used as a path: ${objection}`));
  });
}

/** A program and its arguments, each filled in. */
export function templateCommand(scope: PlaceholderScope): z.ZodArray<z.ZodString> {
  return z
    .array(z.string())
    .min(1)
    .check(({ value, issues }) => {
      for (const [index, part] of value.entries())
        issues.push(...issuesOf(part, scope, [index], value.slice(0, index)));
    });
}

/** Variables, their values filled in. */
export function templateVariables(scope: PlaceholderScope): z.ZodRecord<z.ZodString, z.ZodString> {
  return z.record(z.string(), z.string()).check(({ value, issues }) => {
    for (const [name, text] of Object.entries(value)) issues.push(...issuesOf(text, scope, [name]));
  });
}

function issuesOf(
  text: string,
  scope: PlaceholderScope,
  path: (string | number)[] = [],
  before: readonly string[] = [],
): z.core.$ZodRawIssue[] {
  return placeholderObjections(text, { before, scope }).map((message) => issue(text, path, message));
}

function issue(input: string, path: (string | number)[], message: string): z.core.$ZodRawIssue {
  return { code: "custom", input, path, message, params: AFTER_VALUE };
}

/** Values that no path objects to, in the place of those that are not known yet. */
function plausible(): Record<string, string> {
  const root = process.platform === "win32" ? "C:\\x" : "/x";
  return Object.fromEntries(Object.keys(PLACEHOLDERS).map((name) => [name, /dir(?:ectory)?$/.test(name) ? root : "x"]));
}
