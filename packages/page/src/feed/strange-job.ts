import type { ListedJob } from "@rigline/watchdog-service/told-jobs";

/** Its manifest has a name by which no daemon takes it, so that nothing can be asked of it. */
export function isStrangeJob({ failure }: Pick<ListedJob, "failure">): boolean {
  return failure?.code === "MANIFEST_NAME_STRANGE";
}
