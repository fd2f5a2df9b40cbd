export { systemClock, type Clock } from "./clock.js";
export { flushFolder, flushFound, makeFolderDurably } from "./durable-folder.js";
export { moveDurably, writeDurably, type DurableWriteOptions } from "./durable-write.js";
export { nodeFileSystem, type AppendFile, type FileStat, type FileSystem, type FolderEntry } from "./file-system.js";
export { makeFolder } from "./make-folder.js";
export { createLogger, type Logger, type LogLevel, type LogRecord, type LogSink } from "./logger.js";
export { acquireProcessLock, lockError, readLockHolder, type LockHolder, type ProcessLock } from "./process-lock.js";
export { cannotFlush, storageError, systemCodeOf } from "./storage-errors.js";
export { zoneObjection } from "./zone.js";
