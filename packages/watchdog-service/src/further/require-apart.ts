import { basename, dirname } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { isRemotePlace, placeIn } from "@rigline/foundation/paths";
import { readJobState } from "@rigline/manifest";
import type { Attempt } from "../attempt/step.js";
import { jobError } from "../jobs/job-errors.js";
import { jobPlaces } from "../work/places.js";

/**
 * A further copy in the very folder of another one would be none: by a link, a mount or a drive letter beside its share two paths may
 * be one. What can't be looked at now is another folder: a server that is away holds up no copy to another one. Throws
 * FURTHER_DESTINATION_SAME.
 */
export async function requireApart({ parts, job, signal }: Attempt): Promise<void> {
  if (job.copyOf === undefined) return;
  const { fileSystem, settings, pool } = parts;
  const session = readJobState(fileSystem, settings.flagFolder, job.copyOf.manifest);
  const further = session?.further ?? [];
  const own = further.findIndex(({ manifest }) => manifest === basename(job.manifest));
  const before = [session?.destination, ...further.slice(0, Math.max(0, own)).map(({ destination }) => destination)];
  const target = placeIn(job.request.destination, job.request.name);
  for (const other of before) {
    if (other === undefined) continue;
    // What are one by their names no manifest names twice, and a store is no folder.
    if (isRemotePlace(target) || isRemotePlace(other)) continue;
    const request = { destination: dirname(other), modalities: {}, schemas: [] };
    const { destination } = jobPlaces(request, settings, parts.readMounts());
    if (pool.hanging.isDead([destination])) continue;
    const places = { waitsFor: [destination], shows: [] };
    const isSame = await pool.run({ kind: "isSame", path: target, other }, { signal, places }).catch(() => {
      signal.throwIfAborted();
      mark("further: a destination that can't be looked at now is another one");
      return false;
    });
    if (isSame)
      throw jobError("FURTHER_DESTINATION_SAME", {
        what: `${target} and ${other} are one folder`,
        where: { file: target },
      });
  }
}
