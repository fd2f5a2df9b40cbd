import { join } from "node:path";
import type { WriterSum } from "../copy/writer-sums.js";
import type { CopyPlan } from "../plan/copy-plan.js";
import type { Attempt } from "./step.js";

/** What programs say of the files of a plan, and why lists do not count. */
interface Said {
  /** By path; absent: nobody has looked. */
  readonly said?: ReadonlyMap<string, readonly WriterSum[]>;
  /** One sentence each. */
  readonly objections: readonly string[];
}

export const UNSAID: Said = { objections: [] };

/** What programs say of a plan's files, from the lists that lie with them. By sha256 alone: copies that are known by another hash are not compared with these. */
export async function findSaid(
  { parts, followed, signal }: Pick<Attempt, "parts" | "followed" | "signal">,
  { files }: CopyPlan,
): Promise<Said> {
  if (parts.settings.algorithm !== "sha256") return UNSAID;
  const sums = files.flatMap(({ source }) => (/\.sha256$/i.test(source) ? [source] : []));
  const completion =
    followed?.list === undefined
      ? undefined
      : { path: join(followed.directory, followed.list), directory: followed.directory };
  if (sums.length === 0 && completion === undefined) return UNSAID;
  const found = await parts.pool.run({ kind: "readWriterSums", sums, completion }, { signal });
  const bySource = new Map<string, WriterSum[]>();
  for (const { source, ...sum } of found.sums) bySource.set(source, [...(bySource.get(source) ?? []), sum]);
  const said = files.flatMap(({ source, path }): [string, WriterSum[]][] => {
    const ofFile = bySource.get(source);
    return ofFile === undefined ? [] : [[path, ofFile]];
  });
  return { said: new Map(said), objections: found.objections };
}
