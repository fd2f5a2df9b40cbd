import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import type { FileSystem, Finding } from "@rigline/core";
import { messageOf } from "@rigline/core/errors";

/** A folder of ours: made when absent, then written into and cleaned up. */
export function checkOwnFolder(fileSystem: FileSystem, subject: string, folder: string): Finding {
  try {
    fileSystem.makeFolder(folder);
    probe(fileSystem, folder);
    return { level: "ok", subject, message: `${folder} can be written` };
  } catch (error) {
    return cannotWrite(subject, folder, error);
  }
}

/**
 * The server's folder. It is not made here: where a share is not connected, a folder made in its place would take the
 * data and nobody would find them. Only its last part may be absent.
 */
export function checkDestination(fileSystem: FileSystem, folder: string): Finding {
  const subject = "destination";
  const there = fileSystem.exists(folder);
  const parent = dirname(folder);
  if (!there && !fileSystem.exists(parent)) {
    return {
      level: "error",
      subject,
      message: `${folder} does not exist, nor does ${parent}`,
      todo: "Connect the share, or correct `watchdog.destination`.",
    };
  }
  try {
    probe(fileSystem, there ? folder : parent);
  } catch (error) {
    return cannotWrite(subject, there ? folder : parent, error);
  }
  return { level: "ok", subject, message: there ? `${folder} can be written` : `${folder} will be made in ${parent}` };
}

function probe(fileSystem: FileSystem, folder: string): void {
  const file = join(folder, `.rigline-probe-${randomUUID()}`);
  try {
    fileSystem.writeNew(file, Buffer.from("rigline looks whether this folder can be written\n"));
  } finally {
    fileSystem.remove(file);
  }
}

function cannotWrite(subject: string, folder: string, error: unknown): Finding {
  return {
    level: "error",
    subject,
    message: `${folder} can't be written: ${messageOf(error)}`,
    todo: "Connect its disk or share, give this user the right to write there, or name another folder in the section `watchdog`.",
  };
}
