import "reflect-metadata";

export { loadConfig } from "./config/load-config.js";
export type { LoadConfigOptions } from "./config/load-config-options.js";
export {
  LauncherConfigSchema,
  type LauncherConfig,
  type LauncherConfigInput,
  type RiglineConfig,
} from "./config/launcher-config.js";
export { resolveFrom, type ResolvedConfig, type Provenance } from "./config/resolved-config.js";
export type { ValueSource } from "./config/layers/config-layer.js";
export { pathText } from "./config/schema/path-text.js";
export {
  CLOCK,
  ENVIRONMENT,
  EVENTS,
  FILE_SYSTEM,
  HAND_OFF_READER,
  LAUNCHER_LOGS,
  LOGGER,
  OPTIONS,
  PROCESS_RUNNER,
  RESOLVED_CONFIG,
  UI,
  type HandOffReader,
  type KnownHandOff,
  type LauncherLogs,
} from "./di/core-tokens.js";
export {
  inject,
  injectable,
  type Provider,
  type ProviderList,
  type ServiceContext,
  type Services,
} from "./di/providers.js";
export {
  createToken,
  extensionPoint,
  optional,
  type ExtensionPoint,
  type OptionalNeed,
  type ServiceClass,
  type ServiceKey,
  type Token,
} from "./di/tokens.js";
export * from "@rigline/foundation/errors";
export type { EventBus, EventFeed, LauncherEventName, LauncherEvents } from "./events/launcher-events.js";
export type { HandlerPlace } from "./hooks/explain-order.js";
export type { HookDescription } from "./hooks/hook-registry.js";
export { renderTrace, traceHooks, type HookTrace, type TraceSpan } from "./hooks/hook-trace.js";
export type { HookContext, HookHandler, HookKind, OrderedHandler, PluginHooks } from "./hooks/hook-kinds.js";
export type { CreateLauncherOptions } from "./launcher/create-launcher-options.js";
export { createLauncher } from "./launcher/create-launcher.js";
export type { Launcher, RunOptions as LauncherRunOptions, SessionSignals } from "./launcher/launcher.js";
export type { LauncherListing, ListedPlugin } from "./report/launcher-listing.js";
export type { LauncherState } from "./events/launcher-state.js";
export * from "./lifecycle/lifecycle-hooks.js";
export * from "@rigline/foundation/platform";
export { definePlugin } from "./plugins/define-plugin.js";
export type { Extension, GivenPlugin, Plugin, PluginDefinition, SetupContext } from "./plugins/plugin.js";
export { guardProcess, type ProcessGuard, type ProcessGuardOptions } from "./plugins/process-guard.js";
export type { ProcessExit, ProcessRequest, ProcessRunner } from "./processes/process-exit.js";
export { identifyProcess, stillRuns, type ProcessIdentity } from "./processes/process-identity.js";
export { renderReport } from "./report/render-report.js";
export type {
  OpenedSessionReport,
  Problem,
  RefusedSessionReport,
  SessionReport,
  ToldHandOff,
} from "./report/session-report.js";
export type {
  NeedResults,
  RetryPolicy,
  RunnerCondition,
  RunnerContext,
  RunnerDefinition,
  RunnerHandle,
  RunnerNeeds,
  Runners,
} from "./runners/runner-handle.js";
export type { ReportDetail, RunnerPhase, RunnerReport, RunnerState } from "./session/session-record.js";
export { listSessions, type SessionSummary } from "./session/list-sessions.js";
export { planSession, type SessionParts } from "./session/plan-session.js";
export { readSession, type ReadSession } from "./session/read-session.js";
export type { RestoredRunner, RestoredSession } from "./session/restore-session.js";
export type { Session, SessionOutcome } from "./session/session.js";
export type { AnswerSource, ConfirmQuestion, PickQuestion, TextQuestion, Ui } from "./ui/ui.js";
