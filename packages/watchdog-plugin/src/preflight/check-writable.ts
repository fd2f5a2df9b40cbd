import { dirname, join } from "node:path";
import type { FileSystem, Finding } from "@rigline/core";
import { messageOf } from "@rigline/foundation/errors";
import { cannotFlush, removeQuietly, standsAt } from "@rigline/foundation/platform";
import { isFull } from "../transfer/transfer-errors.js";

/** A folder of ours: made when absent, then written into and cleaned up. */
export function checkOwnFolder(fileSystem: FileSystem, subject: string, folder: string): Finding {
  try {
    fileSystem.makeFolder(folder);
    const cannot = probe(fileSystem, folder);
    if (cannot !== undefined) return cannotKeep(subject, folder, cannot);
    return { level: "ok", subject, message: `${folder} can be written` };
  } catch (error) {
    return cannotWrite(subject, folder, error);
  }
}

/**
 * The server's folder. Only its last part is made, by `make`, and the person is told: where a share is not connected, a folder
 * made in its place would take the data and nobody would find them. The daemon makes none of it.
 */
export function checkDestination(fileSystem: FileSystem, folder: string, make: (() => void) | undefined): Finding {
  const subject = "destination";
  const there = standsAt(fileSystem, folder);
  const parent = dirname(folder);
  if (!there && !standsAt(fileSystem, parent)) {
    return {
      level: "error",
      subject,
      message: `${folder} does not exist, nor does ${parent}: is the share connected?`,
      todo: `Connect the share, correct \`watchdog.destination\`, or make ${parent} if the data are to go there.`,
    };
  }
  if (!there && make === undefined)
    return {
      level: "error",
      subject,
      message: `${folder} does not exist`,
      todo: "Connect the share, correct `watchdog.destination`, or make the folder.",
    };
  try {
    if (!there) make?.();
  } catch (error) {
    return cannotWrite(subject, folder, error, "made");
  }
  let cannot: string | undefined;
  try {
    cannot = probe(fileSystem, folder);
  } catch (error) {
    return cannotWrite(subject, folder, error);
  }
  if (there && cannot !== undefined) return cannotBeSure(subject, folder, cannot);
  if (there) return { level: "ok", subject, message: `${folder} can be written` };
  return {
    level: "warning",
    subject,
    message: `made ${folder}, which did not exist`,
    todo: `Nothing, if it is new. If data were there before, the share is not connected: connect it, and remove this folder from ${parent}.`,
  };
}

/** Why its file system never flushes a file; undefined: it does. */
function probe(fileSystem: FileSystem, folder: string): string | undefined {
  const file = join(folder, `.rigline-probe-${fileSystem.uniqueName()}`);
  try {
    fileSystem.writeNew(file, Buffer.from("rigline looks whether this folder can be written\n"));
    const opened = fileSystem.openAppend(file);
    try {
      opened.sync();
      return undefined;
    } catch (error) {
      if (!cannotFlush(error)) throw error;
      return messageOf(error);
    } finally {
      opened.close();
    }
  } finally {
    removeQuietly(fileSystem, file);
  }
}

/** The queue and its journals have to outlive a power cut. */
function cannotKeep(subject: string, folder: string, why: string): Finding {
  return {
    level: "error",
    subject,
    message: `${folder} has no flush, so nothing written there is sure to outlive a power cut: ${why}`,
    todo: "Name a folder on a disk of the rig in the section `watchdog`.",
  };
}

function cannotBeSure(subject: string, folder: string, why: string): Finding {
  return {
    level: "warning",
    subject,
    message: `${folder} can be written and has no flush: ${why}`,
    todo: "Data are handed off, read back and compared, and no source is deleted. Ask who keeps the share whether it can be given one (SMB: `strict sync`; NFS: `sync`).",
  };
}

function cannotWrite(subject: string, folder: string, error: unknown, deed = "written"): Finding {
  return {
    level: "error",
    subject,
    message: `${folder} can't be ${deed}: ${messageOf(error)}`,
    todo: isFull(error)
      ? "Its disk is full, or this user's quota used up: make room there, or name another folder in the section `watchdog`."
      : "Connect its disk or share, give this user the right to write there, or name another folder in the section `watchdog`.",
  };
}
