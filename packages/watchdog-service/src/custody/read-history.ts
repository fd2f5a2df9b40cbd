import { createHash } from "node:crypto";
import { join } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import type { FileSystem } from "@rigline/foundation/platform";
import { c4IdOf } from "./c4-id.js";
import { CHAIN, HISTORY } from "./history-names.js";
import { readChain } from "./read-chain.js";
import { readGeneration, type RecordedFile } from "./read-generation.js";

/** A history that nothing can be added to; its message is one phrase that says why. */
export class BadHistory extends Error {}

export interface KnownGeneration {
  /** Of its file. */
  readonly name: string;
  readonly c4: string;
  /** False: its chain does not name it, as when whoever wrote it was cut off between the two. */
  readonly isChained: boolean;
  readonly files: readonly RecordedFile[];
}

export interface KnownHistory {
  /** As it is written. */
  readonly chain: string;
  /** The oldest first; at least one. */
  readonly generations: readonly KnownGeneration[];
}

type HistoryPorts = Pick<FileSystem, "list" | "read">;

const GENERATION = /^(\d{4,})(?:_.+)?\.mhl$/;
const OURS = ">rigline-watchdog</tool>";

/**
 * The history that lies in a folder, whole: each generation is what the chain says. Throws BadHistory, and what the file system says of
 * the folder.
 */
export function readCustodyHistory(ports: HistoryPorts, root: string): KnownHistory {
  const folder = join(root, HISTORY);
  const read = (name: string): Buffer => {
    try {
      return Buffer.from(ports.read(join(folder, name)));
    } catch (error) {
      throw new BadHistory(`${join(folder, name)} can't be read: ${messageOf(error)}`);
    }
  };
  const chain = read(CHAIN).toString("utf8");
  const ids = readChain(chain);
  const names = ports
    .list(folder)
    .flatMap(({ name }) => (GENERATION.test(name) ? [name] : []))
    .sort((one, other) => generationNumber(one) - generationNumber(other));
  const missing = [...ids.keys()].find((name) => !names.includes(name));
  if (missing !== undefined) throw new BadHistory(`${join(folder, missing)} is not there, and its chain names it`);
  const generations = names.map((name): KnownGeneration => {
    const bytes = read(name);
    const text = bytes.toString("utf8");
    const c4 = c4IdOf(createHash("sha512").update(bytes).digest());
    const known = ids.get(name);
    if (known !== undefined && known !== c4) throw new BadHistory(`${join(folder, name)} is not what its chain says`);
    // The last of ours may be one whose writer was cut off before the chain had it.
    if (known === undefined && (!text.includes(OURS) || generationNumber(name) <= ids.size))
      throw new BadHistory(`${join(folder, name)} is there, and its chain does not name it`);
    return { name, c4, isChained: known !== undefined, files: readGeneration(text) };
  });
  if (generations.length === 0) throw new BadHistory(`${join(folder, CHAIN)} names no generation`);
  return { chain, generations };
}

/** `0002_name_….mhl` → 2. */
export function generationNumber(name: string): number {
  return Number(GENERATION.exec(name)?.[1] ?? 0);
}

/** The C4 id of each file that the history knows, as the first one says that has it; undefined: by other hashes alone. */
export function filesOfHistory({ generations }: KnownHistory): ReadonlyMap<string, string | undefined> {
  const known = new Map<string, string | undefined>();
  for (const { files } of generations)
    for (const { path, c4 } of files) if (known.get(path) === undefined) known.set(path, c4);
  return known;
}
