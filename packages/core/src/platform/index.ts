export { systemClock, type Clock } from "./clock.js";
export { nodeFileSystem, type AppendFile, type FileStat, type FileSystem, type FolderEntry } from "./file-system.js";
export { createLogger, type Logger, type LogLevel, type LogRecord, type LogSink } from "./logger.js";
