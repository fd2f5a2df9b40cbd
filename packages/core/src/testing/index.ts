export { checkPlugin, type CheckOptions, type PluginCheck, type PluginChecks } from "./check-plugin.js";
export {
  createFakeClock,
  createFaultyFileSystem,
  createMemoryLog,
  type FakeClock,
  type FakeClockOptions,
  type FaultyFileSystem,
  type FileOperation,
  type MemoryLog,
} from "@rigline/foundation/testing";
export { renderTrace, type TraceSpan } from "../hooks/hook-trace.js";
export { createMemoryEvents, type MemoryEvents, type RecordedEvent } from "./memory-events.js";
export { createPlainLogs } from "./plain-logs.js";
export type { PluginSession, PluginSessionOptions } from "./plugin-session.js";
export { renderChecks } from "./render-checks.js";
export { runPluginSession } from "./run-plugin-session.js";
export { createScriptedUi, type ScriptedUiOptions, type ScriptedAnswer, type ScriptedUi } from "./scripted-ui.js";
