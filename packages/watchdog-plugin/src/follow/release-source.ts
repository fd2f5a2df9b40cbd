import { basename } from "node:path";
import type { Release, ReleaseRequest } from "@rigline/core";
import {
  copiesOf,
  findSafeElsewhere,
  type InventoryPlace,
  judgeDeletion,
  listOfHandOff,
  quoteArgument,
  RECEIPT_FILE,
  renderReceipt,
  whatIsLacking,
} from "@rigline/manifest";
import type { PluginParts } from "../parts.js";
import { readSources } from "./find-changes.js";
import { withUpload, type FoundHandOff } from "./hand-off-status.js";
import { readLateJobs } from "./late-jobs.js";
import { lookAtSource } from "./look-at-source.js";
import { verifyCopy } from "./verify-copy.js";

/**
 * Whether the data of a session may be deleted at the rig, and which files: by the one rule, `judgeDeletion`, with nothing but
 * its own look at the source, however long that takes. Throws what the archived manifest can't be read for.
 */
export async function releaseSource(
  parts: PluginParts,
  found: FoundHandOff,
  { verifies, by, signal, onProgress }: ReleaseRequest,
): Promise<Release> {
  const when = parts.options.safe_to_delete_when;
  const { job } = await withUpload(parts, found);
  const { state } = job;
  const lacking = whatIsLacking(job, when);
  if (lacking !== undefined) return { mayDelete: false, why: lacking };
  const { session, places } = found;
  const copy = state?.destination ?? "";
  const further = copiesOf(job).filter(({ needed }) => needed);
  const { ledger, late } = findSafeElsewhere(job, readLateJobs(parts.fileSystem, places, job.archivePath));
  const others = [...further.map(({ destination }) => destination), ...late.flatMap((one) => one.destinations)];
  if (verifies)
    for (const one of [copy, ...others]) {
      onProgress(`reading the copy of ${session.name} again${others.length === 0 ? "" : `: ${one}`}`);
      const damage = await verifyCopy(parts, { configFile: places.configFile, copy: one, signal, onProgress });
      if (damage !== undefined) return { mayDelete: false, why: damage };
    }
  const sources = readSources(parts.fileSystem, job);
  const look = await lookAtSource(parts.fileSystem, {
    directory: session.directory,
    sources,
    ledger,
    selection: state?.selected?.selection,
    signal,
  });
  const verdict = judgeDeletion(job, when, look);
  if (!verdict.mayDelete || !look.isHandedOff) return { mayDelete: false, why: verdict.mayDelete ? "" : verdict.why };
  const known = verifies ? "verified, and read again now" : "verified";
  const accepted =
    state?.submission?.endpoint === null
      ? "nothing to submit"
      : state?.upload?.state === "success"
        ? "processed"
        : "accepted";
  const also = others.map((destination) => `; also at ${quoteArgument(destination)}`).join("");
  const receipt = renderReceipt({
    job,
    late,
    manifest: basename(found.manifest),
    list: listOfHandOff(parts.fileSystem, placeOf(found), copy),
    by: by === undefined ? "`rigline clean`" : `${by} with \`rigline clean\``,
    at: parts.clock.now(),
  });
  return {
    mayDelete: true,
    copy: `${known}, and ${accepted}: ${quoteArgument(copy)}${also}`,
    files: look.files,
    ...(receipt === undefined ? {} : { receipt: { name: RECEIPT_FILE, text: receipt } }),
  };
}

function placeOf({ places, manifest, job }: FoundHandOff): InventoryPlace {
  return { flagFolder: places.flagFolder, manifest, digest: job.state?.digest ?? "" };
}
