import type { Disk } from "@rigline/foundation/disk";
import type { FileSystem } from "@rigline/foundation/platform";
import type { RemoteStore } from "@rigline/foundation/stores";
import type { OnBytes } from "../copy/copy-task.js";
import type { StoreOrder, WorkResult } from "../work/work-order.js";
import { deleteStored } from "../archive/delete-stored.js";
import { auditStore } from "../audit/audit-store.js";
import { fetchFiles, repairStore } from "../audit/repair-store.js";
import { bringFiles } from "./bring-files.js";
import { checkStore } from "./check-store.js";
import { claimStore } from "./claim-store.js";
import { clearWithParts } from "./clear-store.js";
import { keepInStore } from "../gather/keep-in-store.js";
import { type OpenStore, openStore, type WithinStore } from "./open-store.js";
import { placeFile } from "./place-file.js";
import { publishStore } from "./publish-store.js";
import { tellStore } from "./store-errors.js";

interface StorePorts {
  readonly disk: Disk;
  readonly fileSystem: FileSystem;
  readonly onBytes: OnBytes;
  /** Absent: by the network. */
  readonly openStore?: OpenStore | undefined;
  /** Waits until bytes that are sent or fetched are within the limit; absent: there is none. */
  readonly pace?: ((bytes: number) => void) | undefined;
  /** Says that the system answers for as long as something is waited for; absent: nobody wants to know. */
  readonly aliveWhile?: (<Answer>(work: Promise<Answer>) => Promise<Answer>) | undefined;
}

/** Carries out an order that a store is needed for. */
export async function performStoreOrder<Order extends StoreOrder>(
  ports: StorePorts,
  order: Order,
): Promise<WorkResult<Order>> {
  const { place } = order.store;
  let store: RemoteStore | undefined;
  try {
    store = await (ports.openStore ?? openStore)(order.store, ports.fileSystem, ports.pace);
    const work = perform(ports, store, order);
    // What waits for a network waits for no device: its time is kept by what asks the store.
    return await (ports.aliveWhile?.(work) ?? work);
  } catch (error) {
    throw tellStore(error, place);
  } finally {
    store?.close();
  }
}

function perform<Order extends StoreOrder>(
  ports: StorePorts,
  store: RemoteStore,
  order: Order,
): Promise<WorkResult<Order>>;
function perform(ports: StorePorts, store: RemoteStore, order: StoreOrder): Promise<WorkResult<StoreOrder>> {
  const { place } = order.store;
  const within: WithinStore = async (inner, use) => {
    const { fileSystem, pace } = ports;
    const opened = await (ports.openStore ?? openStore)({ ...order.store, place: inner }, fileSystem, pace);
    return use(opened).finally(() => opened.close());
  };
  switch (order.kind) {
    case "lookAtStore":
      return store.look();
    case "claimStore":
      return claimStore(store, order.claim);
    case "bringFiles":
      return bringFiles(ports, store, place, order);
    case "placeFile":
      return placeFile(ports, store, place, order.task, order.verifySource);
    case "keepInStore":
      return keepInStore(store, within, order);
    case "publishStore":
      return publishStore(store, place, order.expected, order.claimant);
    case "checkStore":
      return checkStore(store, order.files, ports.onBytes);
    case "auditStore":
      return auditStore(ports, store, order);
    case "fetchFiles":
      return fetchFiles(ports, store, order);
    case "repairStore":
      return repairStore(ports, store, order);
    case "deleteStored":
      return deleteStored(ports, store, order.files);
    case "clearStore":
      return clearWithParts(store, place, within, order.claim);
  }
}
