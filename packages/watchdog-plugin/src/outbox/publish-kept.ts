import type { RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { placeIn } from "@rigline/foundation/paths";
import { dataPlaceOf, type Manifest } from "@rigline/manifest";
import type { OutboxHandOff } from "../follow/hand-off.js";
import type { PublishedTransfer } from "../transfer/published-transfer.js";
import { isNotPublished } from "../transfer/transfer-errors.js";
import type { SessionOutbox } from "./session-outbox.js";

export interface KeptPublication {
  readonly made: Manifest;
  readonly text: string;
  /** Why it can't be told whether it was published before; then it is not tried now. */
  readonly unknown: RiglineError | undefined;
  readonly publish: () => PublishedTransfer;
}

/** It stands beside the session before anybody tries to publish it; what can't be published now waits there. */
export function publishKept(
  outbox: SessionOutbox,
  { made, text, unknown, publish }: KeptPublication,
): PublishedTransfer | OutboxHandOff {
  const kept = outbox.put(made, text);
  try {
    if (unknown !== undefined) throw unknown;
    const published = publish();
    outbox.clear();
    const notes = [kept.trouble, published.note].filter((note) => note !== undefined);
    return notes.length === 0 ? published : { ...published, note: notes.join("; ") };
  } catch (error) {
    if (kept.manifest !== undefined && isNotPublished(error)) {
      mark("outbox: a manifest that can't be published now waits beside its session");
      const reason = outbox.describe(error.why);
      const destination = placeIn(dataPlaceOf(made), made.name);
      return { state: "outbox", manifest: kept.manifest, destination, reason };
    }
    outbox.clear();
    throw error;
  }
}
