import { mark } from "@rigline/foundation/marks";
import { type RemoteStore, StoreError } from "@rigline/foundation/stores";
import type { CopyTask } from "../copy/copy-task.js";
import { type BringPorts, type BroughtFile, readAgain } from "./bring-files.js";
import { digestSource } from "./digest-source.js";
import { differs } from "./store-errors.js";

/**
 * Gives a small file its name in a store only if that is free, and has it proven as all others. Undefined: another one stands there. Throws what is wrong
 * with the source, STORE_DIFFERS, and StoreError of one that is too large to be sent at once.
 */
export async function placeFile(
  ports: BringPorts,
  store: RemoteStore,
  place: string,
  task: CopyTask,
  verifySource: boolean | undefined,
): Promise<BroughtFile | undefined> {
  const { disk, onBytes } = ports;
  const { digest, content, identity } = digestSource(ports, store, task);
  const { path, source, bytes, modified } = task;
  if (content === undefined)
    throw new StoreError("refused", `${source} has ${bytes} bytes, too many to get a name only if that is free`);
  // Whatever has its name there keeps it: what was read wrongly must not.
  const sourceRead = verifySource === true ? readAgain(disk, { task, digest, identity }, onBytes) : undefined;
  const copied = await store.create(path, content);
  if (!copied) mark("store: a file of a session's metadata that stands there already is accepted if it is the same");
  const told = (await store.tell([{ path, source, bytes, digest }])).get(path);
  const head = { path, bytes, hash: digest.sha256, modified, identity, sourceRead, copied };
  if (told?.is === "same") return { ...head, proof: "server-hash", version: told.version };
  const read = told?.is === "unknown" ? (await store.readBack([path], onBytes)).get(path) : undefined;
  if (read?.sha256 === digest.sha256) return { ...head, proof: "read-back", version: read.version };
  if (copied) throw differs(place, `${path} is not what was sent of ${source}`);
  return undefined;
}
