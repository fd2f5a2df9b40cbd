export { createFakeClock, type FakeClock, type FakeClockOptions } from "./fake-clock.js";
export { createFaultyFileSystem, type FaultyFileSystem, type FileOperation } from "./faulty-file-system.js";
export { createMemoryLog, type MemoryLog } from "./memory-log.js";
export {
  type Body,
  type Pair,
  type RawSpan,
  type ReceivedSpan,
  startTraceCollector,
  type TraceCollector,
} from "./trace-collector.js";
export { createDyingFileSystem, type DyingFileSystem } from "./dying-file-system.js";
