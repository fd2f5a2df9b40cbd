import { basename } from "node:path";
import { isRemotePlace } from "@rigline/foundation/paths";
import { copiesOf, type JobState, readCopies, readJobState } from "@rigline/manifest";
import { findModalitySources } from "../archive/find-sources.js";
import { readJobOf } from "../gates/read-job-of.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { AuditableCopy } from "./audit-plan.js";

/** Where what is damaged in a copy may still be whole. */
interface OtherCopies {
  /** Files at the rig, by their place in a copy. */
  readonly sources: readonly { readonly source: string; readonly path: string }[];
  /** Other published copies of the session, none of which was found damaged. */
  readonly folders: readonly string[];
  /** The same in stores that are no file systems. */
  readonly stores: readonly string[];
}

export function otherCopies(
  parts: Pick<DaemonParts, "disk" | "fileSystem" | "settings">,
  { file, folder }: AuditableCopy,
): OtherCopies {
  const { disk, fileSystem, settings } = parts;
  const state = readJobState(fileSystem, settings.flagFolder, file);
  const job = state === undefined ? undefined : readJobOf(parts, file, state);
  const { modalities = {}, schemas = [] } = job?.request ?? {};
  const sources = [
    ...findModalitySources(disk, { modalities }).found,
    ...schemas.map((source) => ({ source, path: basename(source) })),
  ];
  const session =
    state?.copyOf === undefined ? state : readJobState(fileSystem, settings.flagFolder, state.copyOf.manifest);
  const further = copiesOf({ state: session, copies: readCopies(fileSystem, settings.flagFolder, session) });
  const all: readonly (Pick<JobState, "published" | "verification" | "destination"> | undefined)[] = [
    session,
    ...further.map((one) => one.state),
  ];
  const others = all.flatMap((one) =>
    one?.published === undefined || one.verification?.isWhole === false || one.destination === folder
      ? []
      : [one.destination ?? ""],
  );
  const isStore = (other: string): boolean => isRemotePlace(other);
  return {
    sources,
    folders: others.filter((other) => other !== "" && !isStore(other)),
    stores: others.filter(isStore),
  };
}
