import type { Finding } from "../lifecycle/lifecycle-hooks.js";
import { launcherError } from "./launcher-errors.js";

/** Throws PREFLIGHT_FAILED when a finding is an error: no session is opened on such a rig. */
export function refuseErrors(findings: readonly Finding[]): void {
  const errors = findings.filter((finding) => finding.level === "error");
  if (errors.length === 0) return;
  throw launcherError("PREFLIGHT_FAILED", {
    what: `preflight found ${errors.length === 1 ? "an error" : `${errors.length} errors`}, so no session was opened`,
    why: errors.map((finding) => `${finding.subject}: ${finding.message}`).join("\n"),
    todo: errors.map((finding) => finding.todo ?? `Mend: ${finding.message}`).join("\n"),
  });
}
