import { basename } from "node:path";
import { type JournalRecord, readJournalTail, type TailLine } from "@rigline/foundation/journal";
import { mark } from "@rigline/foundation/marks";
import type { FileSystem } from "@rigline/foundation/platform";
import { toJobRecords } from "@rigline/manifest";
import { type FleetEvent, type JournalPart, type Sent, tellRecord } from "@rigline/manifest/fleet";

export interface ReadPart {
  readonly part: JournalPart;
  /** Nothing is left behind it. */
  readonly isLast: boolean;
}

export interface PartOptions {
  readonly mostEvents: number;
  /** Lines that the fleet does not take: of each it is told that there is one. */
  readonly aside: ReadonlySet<number>;
}

/**
 * The next part of a journal; without lines where nothing is new. Undefined: there is no journal. Throws JOURNAL_UNREADABLE.
 */
export function readPart(fileSystem: FileSystem, path: string, sent: Sent, options: PartOptions): ReadPart | undefined {
  const tail = readJournalTail(path, sent.seq, { fileSystem });
  if (tail === undefined) return undefined;
  const job = basename(path, ".jsonl");
  const isSame = baseOf(sent.epoch) === tail.epoch;
  if (isSame && tail.before === sent.tail) return cut(job, sent, surely(tail.lines), options);
  const epoch = isSame ? nextEpoch(sent.epoch) : tail.epoch;
  return readPart(fileSystem, path, { epoch, seq: 0, tail: "", modified: 0 }, options);
}

/** Whether the line that the fleet has last is still the one of this journal. */
export function stillHas(fileSystem: FileSystem, path: string, seq: number, sum: string): boolean {
  return readJournalTail(path, seq, { fileSystem })?.before === sum;
}

/** A journal of which the fleet has lines that it has not any more is another one: a disk was set back, or lost what it had promised. */
export function nextEpoch(epoch: string): string {
  mark("fleet: a journal that was set back is told as another one");
  const [base = "", again = "0"] = epoch.split(".");
  return `${base}.${Number(again) + 1}`;
}

function baseOf(epoch: string): string {
  return epoch.split(".")[0] ?? "";
}

function surely(lines: readonly TailLine[]): readonly TailLine[] {
  // What may still be taken back, or is not on the device for certain, is told when something stands behind it.
  const isUnsure = ({ type }: JournalRecord): boolean => type === "submitting" || type === "verified";
  const last = lines.findLastIndex(({ record }) => record !== undefined && (!isUnsure(record) || "by" in record));
  return lines.slice(0, last + 1);
}

function cut(
  job: string,
  { epoch, seq, tail }: Sent,
  lines: readonly TailLine[],
  { mostEvents, aside }: PartOptions,
): ReadPart {
  const events: FleetEvent[] = [];
  let last: Pick<TailLine, "line" | "sum"> = { line: seq, sum: tail };
  for (const { line, sum, record } of lines) {
    const told = toJobRecords([record]).map(tellRecord)[0];
    if (told !== undefined && events.length >= mostEvents) break;
    if (told !== undefined)
      events.push({ seq: line, record: aside.has(line) ? { type: "notTold", of: told.type } : { ...told } });
    last = { line, sum };
  }
  const part = { job, epoch, from: seq + 1, to: last.line, before: tail, tail: last.sum, events };
  return { part, isLast: last.line === (lines.at(-1)?.line ?? seq) };
}
