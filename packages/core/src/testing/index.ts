export { createFakeClock, type FakeClock, type FakeClockOptions } from "./fake-clock.js";
export { createMemoryEvents, type MemoryEvents, type RecordedEvent } from "./memory-events.js";
export { createMemoryLog, type MemoryLog } from "./memory-log.js";
