import { mark } from "@rigline/foundation/marks";
import type { RemoteStore } from "@rigline/foundation/stores";
import { publishError } from "../publish/publish-errors.js";
import type { WithinStore } from "../store/open-store.js";
import { WHOLE_FILE } from "../store/own-files.js";
import type { GatherAsks, KeptRecords } from "./keep-records.js";

type Asks = Pick<GatherAsks, "records" | "expected" | "target">;

/**
 * The same as `keepRecords` where a session lies in a store that is no file system. `store`: where its records lie. A part is there when it is published.
 * Throws DESTINATION_CONFLICT.
 */
export async function keepInStore(
  store: RemoteStore,
  within: WithinStore,
  { records, expected, target }: Asks,
): Promise<KeptRecords> {
  const begun = await store.list();
  if (begun.size === 0 && target !== undefined) {
    const standing = await within(target, (inner) => inner.list());
    if (standing.size > 0)
      throw publishError("DESTINATION_CONFLICT", {
        what: `${target} is there already, and no computer has made it that hands off a part of this session`,
      });
  }
  for (const { name, text, replaces } of records) {
    const bytes = Buffer.from(text, "utf8");
    if (!begun.has(name) && (await store.create(name, bytes))) continue;
    mark("gather: a record that stands in a store already is found by who would write it again");
    if (replaces !== undefined) await store.replace(name, Buffer.from(replaces, "utf8"), bytes);
  }
  const kept: { name: string; text: string }[] = [];
  for (const name of (await store.list()).keys()) {
    const bytes = name.endsWith(".json") ? await store.get(name) : undefined;
    if (bytes !== undefined) kept.push({ name, text: Buffer.from(bytes).toString("utf8") });
  }
  const missing: string[] = [];
  for (const place of expected) {
    const whole = await within(place, (inner) => inner.get(WHOLE_FILE));
    if (whole === undefined) missing.push(place);
  }
  return { records: kept, missing };
}
