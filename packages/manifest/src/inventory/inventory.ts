import { z } from "zod";
import { type Selected, SelectedSchema } from "../selection/selected.js";
import { type Proof, ProofSchema } from "../evidence/proof.js";
import { type SourceRead, SourceReadSchema } from "../evidence/source-read.js";
import { type Strength, STRENGTHS } from "../evidence/strength.js";
import { ReadBackSchema, type ReadBack } from "../job/read-back.js";

/** One file of a hand-off. */
export interface InventoryFile {
  /** Relative to `<destination>/<name>`, `/` between folders: `behavior/events.csv`. */
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hex. Absent: nobody has read the file for it. */
  readonly hash?: string;
}

/** Whose list it is and of what. */
export interface InventoryHead {
  /** The manifest's file name. */
  readonly manifest: string;
  /** sha256 of the manifest's bytes, lower-case hex. */
  readonly digest: string;
  readonly name: string;
  /** `<destination>/<name>`. */
  readonly destination: string;
  /**
   * `rigline-watchdog`: every file was copied, read back and compared. `rigline`: names and sizes at the rig when it was
   * handed to another service.
   */
  readonly madeBy: "rigline-watchdog" | "rigline";
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** Of the hashes; null: there are none. */
  readonly algorithm: string | null;
  /** By which patterns the files were chosen, and what these have left at the rig; absent: all was taken. */
  readonly selected?: Selected;
  /** What every file was read back from; absent: nobody has read it, or it is not known. */
  readonly readBack?: ReadBack;
  /** By what it is known that each file arrived; absent: its bytes were compared, or nobody has looked. */
  readonly proof?: Proof;
  /** How the first reading of every source was checked; absent: it was not. */
  readonly sourceRead?: SourceRead;
  /** How much was known of the copy when this was written; absent in inventories of before. */
  readonly strength?: Strength;
}

/** `<flag_dir>/.rigline/inventories/<manifest>.<digest>.json`: what was handed off, file by file. */
export const InventorySchema = z.object({
  format: z.literal("rigline-inventory-1"),
  manifest: z.string(),
  digest: z.string(),
  name: z.string(),
  destination: z.string(),
  madeBy: z.enum(["rigline-watchdog", "rigline"]),
  at: z.string(),
  algorithm: z.string().nullable(),
  selected: SelectedSchema.required().optional(),
  readBack: ReadBackSchema.optional(),
  proof: ProofSchema.optional(),
  sourceRead: SourceReadSchema.optional(),
  strength: z.enum(STRENGTHS).optional(),
  count: z.number(),
  bytes: z.number(),
  files: z.array(z.object({ path: z.string(), bytes: z.number(), hash: z.string().optional() })),
});

export type Inventory = z.output<typeof InventorySchema>;

/** So many files are in memory as text at once: few, so that the text is gone before the garbage collector counts it as old. */
const AT_ONCE = 200;

/** An inventory as JSON, one file a line, in pieces. `files`: sorted by path by whoever gives them. */
export function* renderInventory(head: InventoryHead, files: readonly InventoryFile[]): Generator<string> {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const all = { format: "rigline-inventory-1", ...head, count: files.length, bytes };
  yield `${JSON.stringify(all, undefined, 1).slice(0, -2)},\n "files": [`;
  for (let from = 0; from < files.length; from += AT_ONCE) {
    const lines = files.slice(from, from + AT_ONCE).map(({ path, bytes: size, hash }) => {
      const file = { path, bytes: size, ...(hash === undefined ? {} : { hash }) };
      return `\n  ${JSON.stringify(file)}`;
    });
    yield `${from === 0 ? "" : ","}${lines.join(",")}`;
  }
  yield `${files.length === 0 ? "" : "\n "}]\n}\n`;
}
