import { didYouMean } from "@rigline/foundation/errors";
import type { Chooser } from "@rigline/manifest/selection";
import type { CopyRequest } from "./copy-plan.js";
import { warningOf, type PlanTree } from "./plan-tree.js";

/** So many names are compared with a pattern that matches nothing. */
const COMPARED = 2000;

/** What a person should hear of a choice of files: what it leaves at the rig, and what it leaves nothing of. */
export function describeChoice(
  { modalities }: Pick<CopyRequest, "modalities">,
  { files, leftPaths }: Pick<PlanTree, "files" | "leftPaths">,
): readonly string[] {
  const paths = files.map(({ path }) => path);
  const isOf = (modality: string) => (path: string) => path.startsWith(`${modality}/`);
  const empty = Object.keys(modalities).filter(
    (modality) => !paths.some(isOf(modality)) && leftPaths.some(isOf(modality)),
  );
  return [
    ...warningOf("left at the rig, as the patterns say", leftPaths),
    ...empty.map((modality) => `${modality}: the patterns take none of its files`),
  ];
}

/** Patterns that match nothing, and what each may have meant. */
export function describeUnmatched(
  { unmatched }: Pick<Chooser, "unmatched">,
  { files, leftPaths }: Pick<PlanTree, "files" | "leftPaths">,
): readonly string[] {
  if (unmatched.length === 0) return [];
  const known = [...files.map(({ path }) => path), ...leftPaths].slice(0, COMPARED);
  return unmatched.map((pattern) => `the pattern "${pattern}" matches nothing.${nearest(pattern, known)}`);
}

/** Compared with what patterns of its kind would be written for what is there. */
function nearest(pattern: string, paths: readonly string[]): string {
  const names = new Set<string>();
  for (const path of paths) {
    const steps = path.split("/");
    const [last = ""] = steps.slice(-1);
    const dot = last.lastIndexOf(".");
    if (dot > 0) names.add(`*${last.slice(dot)}`);
    for (let depth = 1; depth <= steps.length; depth += 1) {
      const place = steps.slice(0, depth).join("/");
      names.add(pattern.includes("/") ? place : (steps[depth - 1] ?? ""));
      if (depth === steps.length || !pattern.includes("*")) continue;
      names.add(`${place}/**`);
      if (depth === steps.length - 1) names.add(`${place}/*${dot > 0 ? last.slice(dot) : ""}`);
    }
  }
  return didYouMean(pattern, names);
}
