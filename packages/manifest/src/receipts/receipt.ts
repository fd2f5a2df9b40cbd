import { createHash } from "node:crypto";
import type { FileSystem } from "@rigline/foundation/platform";
import { showLocalTime } from "@rigline/foundation/time";
import { formatData } from "@rigline/foundation/quantities";
import { z } from "zod";
import { copiesOf } from "../further/further-copies.js";
import type { JudgedJob } from "../gates/judge-gates.js";
import type { InventoryPlace } from "../inventory/write-inventory.js";
import type { LatePlace } from "../late/sent-later.js";
import { inventoryPath, publishedInventoryPath, RECEIPT_FORMAT } from "../job/job-places.js";

const ReceiptSchema = z.object({
  format: z.literal(RECEIPT_FORMAT),
  /** For whoever opens it: what became of the data. */
  what: z.string(),
  name: z.string(),
  /** `<destination>/<name>`, the session's own first; at last those of what was sent after it. */
  copies: z.array(z.string()),
  files: z.number(),
  bytes: z.number(),
  /** When the copy was verified and had its name, ISO 8601 in UTC; null: that is not recorded. */
  handedOff: z.string().nullable(),
  /** When it was deleted here, and by whom or what. */
  deleted: z.string(),
  by: z.string(),
  /** The list of what was handed off, and the sha256 of its bytes; null: there is none. */
  list: z.object({ file: z.string(), sha256: z.string() }).nullable(),
  /** The job that the transfer service has taken; `endpoint` null: the manifest names none. */
  job: z.object({
    manifest: z.string(),
    digest: z.string(),
    endpoint: z.string().nullable(),
    status: z.number().nullable(),
    submitted: z.string().nullable(),
    /** The service's own name of it, where it told one. */
    upload: z.string().nullable(),
  }),
});

/** What is left in the place of data that were deleted. */
export type Receipt = z.output<typeof ReceiptSchema>;

export interface ReceiptFacts {
  readonly job: JudgedJob;
  /** What was sent after the hand-off, and where it lies; absent: nothing was. */
  readonly late?: readonly LatePlace[];
  /** The manifest's file name. */
  readonly manifest: string;
  readonly list: Receipt["list"];
  /** Who deletes, `user@host`. */
  readonly by: string;
  readonly at: Date;
}

/** The receipt of a session's data, as JSON. Undefined: nothing of them was published. */
export function renderReceipt({ job, late = [], manifest, list, by, at }: ReceiptFacts): string | undefined {
  const { state } = job;
  if (state?.published === undefined || state.destination === undefined) return undefined;
  const { published, submission, submittedAt, upload, destination, name = "", digest = "" } = state;
  const further = copiesOf(job).flatMap((copy) => (copy.state?.published === undefined ? [] : [copy.destination]));
  const files = late.reduce((sum, one) => sum + one.files, published.files);
  const bytes = late.reduce((sum, one) => sum + one.bytes, published.bytes);
  const receipt: Receipt = {
    format: RECEIPT_FORMAT,
    what: `The data of ${name} that were here, ${formatData({ files, bytes })}, were handed off to ${destination} and deleted here by ${by}, ${showLocalTime(at.toISOString())}.`,
    name,
    copies: [destination, ...further, ...late.flatMap((one) => one.destinations)],
    files,
    bytes,
    handedOff: published.at ?? null,
    deleted: at.toISOString(),
    by,
    list,
    job: {
      manifest,
      digest,
      endpoint: submission?.endpoint ?? null,
      status: submission?.status ?? null,
      submitted: submittedAt?.at ?? null,
      upload: upload?.job ?? null,
    },
  };
  return `${JSON.stringify(receipt, undefined, 2)}\n`;
}

/** The list of what was handed off as it lies at the destination: its bytes are those of the one in the flag folder. `target`: the published folder. */
export function listOfHandOff(
  fileSystem: Pick<FileSystem, "exists" | "read">,
  place: InventoryPlace,
  target: string,
): Receipt["list"] {
  for (const kind of ["sha256", "json"] as const) {
    const file = inventoryPath(place, kind);
    if (!fileSystem.exists(file)) continue;
    const sha256 = createHash("sha256").update(fileSystem.read(file)).digest("hex");
    return { file: publishedInventoryPath(target, kind), sha256 };
  }
  return null;
}
