export { checkPlugin, type PluginCheck, type PluginChecks } from "./check-plugin.js";
export { createFakeClock, type FakeClock, type FakeClockOptions } from "./fake-clock.js";
export { createFaultyFileSystem, type FaultyFileSystem, type FileOperation } from "./faulty-file-system.js";
export { createMemoryEvents, type MemoryEvents, type RecordedEvent } from "./memory-events.js";
export { createMemoryLog, type MemoryLog } from "./memory-log.js";
export type { PluginSession, PluginSessionOptions } from "./plugin-session.js";
export { renderChecks } from "./render-checks.js";
export { runPluginSession } from "./run-plugin-session.js";
export { createScriptedUi, type ScriptedAnswer, type ScriptedUi } from "../ui/scripted-ui.js";
