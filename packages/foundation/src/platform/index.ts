export { type Clock, systemClock } from "./clock.js";
export { flushFolder, flushFound, makeFolderDurably } from "./durable-folder.js";
export { type DurableWriteOptions, moveDurably, writeDurably } from "./durable-write.js";
export { type AppendFile, type FileStat, type FileSystem, type FolderEntry, nodeFileSystem } from "./file-system.js";
export { isProcessThere } from "./is-process-there.js";
export { createLogger, type Logger, type LogLevel, type LogRecord, type LogSink } from "./logger.js";
export { adviceOnFileInTheWay, fileInTheWay, makeFolder } from "./make-folder.js";
export { cannotFlush, storageError, systemCodeOf, writeFailed } from "./storage-errors.js";
export { writeAll } from "./write-all.js";
