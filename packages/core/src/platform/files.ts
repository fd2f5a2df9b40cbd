/** The platform's files alone: what a process loads that does nothing else, and of which several are started. */
export { flushFolder, makeFolderDurably } from "./durable-folder.js";
export { moveDurably } from "./durable-write.js";
export { nodeFileSystem, type FileSystem } from "./file-system.js";
export { cannotFlush } from "./storage-errors.js";
