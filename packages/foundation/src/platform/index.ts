export { type Clock, sleepBy, systemClock } from "./clock.js";
export { flushFolder, flushFound, flushName, makeFolderDurably } from "./durable-folder.js";
export { type DurableWriteOptions, moveDurably, writeDurably } from "./durable-write.js";
export { adviceOnFileInTheWay, fileInTheWay } from "./file-in-the-way.js";
export {
  askFreeSpace,
  type AppendFile,
  type FileStat,
  type FileSystem,
  type FolderEntry,
  type InspectedEntry,
  nodeFileSystem,
} from "./file-system.js";
export { isProcessThere } from "./is-process-there.js";
export type { KeepAlive } from "./keep-alive.js";
export { createLogger, type Logger, type LogLevel, type LogRecord, type LogSink } from "./logger.js";
export { makeFolder } from "./make-folder.js";
export { linkOrRename, placeExclusively } from "./place-exclusively.js";
export { readJson } from "./read-json.js";
export { removeFolderQuietly, removeQuietly } from "./remove-quietly.js";
export { standsAt } from "./stands-at.js";
export { cannotFlush, isNothing, storageError, systemCodeOf, writeFailed } from "./storage-errors.js";
export { userAt, userName } from "./user-at.js";
export { writeAll } from "./write-all.js";
