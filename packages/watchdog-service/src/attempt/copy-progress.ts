import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { CopyPlan } from "../plan/copy-plan.js";

const EVERY_MS = 1000;

/** Tells how far a copy is, at most once a second. Bytes count twice in the work and once here: half when read, half when read back. */
export function createProgress(
  { clock, report }: Pick<DaemonParts, "clock" | "report">,
  job: string,
  plan: CopyPlan,
): { readonly addBytes: (bytes: number) => void; readonly addFiles: (files: number) => void } {
  let bytes = 0;
  let files = 0;
  let told = clock.monotonic();
  const tell = (): void => {
    const now = clock.monotonic();
    if (now - told < EVERY_MS) return;
    told = now;
    const done = Math.min(plan.bytes, Math.round(bytes / 2));
    report({ event: "progress", job, files, ofFiles: plan.files.length, bytes: done, ofBytes: plan.bytes });
  };
  return {
    addBytes: (added) => {
      bytes += added;
      tell();
    },
    addFiles: (added) => {
      files += added;
      tell();
    },
  };
}
