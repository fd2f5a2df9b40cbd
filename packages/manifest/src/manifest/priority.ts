import type { Manifest } from "./manifest.js";

const KEY = "rigline_priority";

/**
 * How urgent a manifest says that it is, in its extra_identifying_info, where no other program minds: a whole number, 0 when
 * it says nothing; the higher begins first.
 */
export function priorityOf({ extraIdentifyingInfo }: Pick<Manifest, "extraIdentifyingInfo">): number {
  const priority = extraIdentifyingInfo?.[KEY];
  return typeof priority === "number" && Number.isSafeInteger(priority) ? priority : 0;
}
