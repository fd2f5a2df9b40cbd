/** A published copy that is to be read again. */
export interface AuditableCopy {
  /** The manifest's file name. */
  readonly file: string;
  /** sha256 of the manifest's bytes. */
  readonly digest: string;
  readonly name: string;
  /** `<destination>/<name>`. */
  readonly folder: string;
  /** Of the inventory in the flag folder. */
  readonly listFile: string;
  /** Still to be read of it. */
  readonly bytes: number;
  /** When it was last read whole, milliseconds since the epoch. */
  readonly readAt: number;
  /** Something was found wrong with it then. */
  readonly isDamaged: boolean;
  /** The transfer service has processed it, and may have moved it on. */
  readonly isProcessed: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The order in which copies are read: who waits longest; one that was found damaged again on the next day. */
export function inOrder(copies: readonly AuditableCopy[], now: Date): readonly AuditableCopy[] {
  const since = (copy: AuditableCopy): number =>
    copy.isDamaged && now.getTime() - copy.readAt >= DAY_MS / 2 ? 0 : waitsSince(copy, now);
  return copies.toSorted((one, other) => since(one) - since(other) || (one.file < other.file ? -1 : 1));
}

/**
 * Bytes to be read tonight, so that with as many each night no copy waits longer than `withinDays` for its next reading: of each copy
 * what is to be read until it is due, with all that is due before it, over the nights that are left.
 */
export function bytesForTonight(copies: readonly AuditableCopy[], now: Date, withinDays: number): number {
  let [sum, most] = [0, 0];
  const known = copies.map((copy) => ({ bytes: copy.bytes, since: waitsSince(copy, now) }));
  for (const { bytes, since } of known.toSorted((one, other) => one.since - other.since)) {
    sum += bytes;
    const nights = Math.floor((since + withinDays * DAY_MS - now.getTime()) / DAY_MS);
    most = Math.max(most, sum / Math.max(1, nights));
  }
  return Math.ceil(most);
}

/** By a clock that has been put back since it was read in days to come: then nobody knows, and it is due. */
function waitsSince({ readAt }: AuditableCopy, now: Date): number {
  return readAt > now.getTime() + DAY_MS ? 0 : readAt;
}
