import type { DaemonSettings } from "../config/daemon-settings.js";
import type { findCopy, VerifyRequest } from "../verify/find-copy.js";
import type { StoreCopy } from "../verify/store-copy.js";

/** Opens a copy that lies in a store, with what reaches stores, which few ask for. */
export async function openCopyInStore(
  parts: Parameters<typeof findCopy>[0],
  place: string,
  request: VerifyRequest,
  entries: DaemonSettings["stores"],
): Promise<StoreCopy> {
  const { openStoreCopy } = await import("../verify/store-copy.js");
  return openStoreCopy(parts, place, request, entries ?? {});
}
