import "reflect-metadata";

export { loadConfig } from "./config/load-config.js";
export type { LoadConfigOptions } from "./config/load-config-options.js";
export { LauncherConfigSchema } from "./config/launcher-config.js";
export type { LauncherConfig, LauncherConfigInput, ReadonlyTree, RiglineConfig } from "./config/launcher-config.js";
export { resolveFrom, type ResolvedConfig, type Provenance } from "./config/resolved-config.js";
export type { ConfigLayer, KeyPlace, ValueSource } from "./config/layers/config-layer.js";
export { templatePath } from "./config/schema/template-text.js";
export { programFields, RetrySchema } from "./config/schema/program-schema.js";
export {
  describePlaceholders,
  type Placeholder,
  type PlaceholderScope,
  type PlaceholderValues,
} from "./config/placeholders.js";
export { pathText } from "./config/schema/path-text.js";
export { ASK_JSON, DESCRIBE_ORIGIN, LOADED_VERSIONS, RUNNING_EXPERIMENT } from "./di/session-tokens.js";
export type { AskJson, DescribeOrigin, LoadedVersions, RunningExperiment } from "./di/session-tokens.js";
export type { CopyStatus, DestinationStatus, FollowedStatus, GateName, GateStatus } from "@rigline/foundation/status";
export type { SessionStatus, StatusWord } from "@rigline/foundation/status";
export { CLOCK, ENVIRONMENT, FILE_SYSTEM, FREE_SPACE, LOCKS, MACHINE, NETWORK } from "./di/core-tokens.js";
export { PROCESS_RUNNER } from "./di/core-tokens.js";
export { EVENTS, LAUNCHER_LOGS, LOGGER, LOG_STORE, OPTIONS, RESOLVED_CONFIG, UI } from "./di/core-tokens.js";
export { CHANNEL_TESTER, HAND_OFF_PREVIEWER, HAND_OFF_READER, HAND_OFF_TESTER } from "./di/core-tokens.js";
export type {
  ChangedHandOff,
  ChannelTest,
  ChannelTester,
  ChannelTestRequest,
  FreeSpace,
  HandOffChange,
  HandOffPreview,
  HandOffPreviewer,
  HandOffReader,
  HandOffTest,
  HandOffTester,
  HandOffTestRequest,
  HandOffTestStep,
  KnownHandOff,
  LauncherLogs,
  PreviewRequest,
} from "./di/core-tokens.js";
export type { Release, ReleasedFile, ReleaseRequest } from "./di/release.js";
export {
  inject,
  injectable,
  type Provider,
  type ProviderList,
  type ServiceContext,
  type Services,
  type AnyProvider,
  type Fitting,
  type ServiceScope,
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
  type Need,
  type NeedValue,
  type TokenOptions,
} from "./di/tokens.js";
export {
  defineErrors,
  EXIT_CODES,
  messageOf,
  renderError,
  RiglineError,
  type DescribedError,
  type ErrorDefinition,
  type ErrorDetails,
  type ErrorFactory,
  type ErrorPlace,
  type ExitName,
  type Problem,
  type RenderOptions,
  type RetryRule,
} from "@rigline/foundation/errors";
export type {
  EventBus,
  EventFeed,
  LauncherEventName,
  LauncherEvents,
  LauncherState,
} from "./events/launcher-events.js";
export type { HandlerPlace } from "./hooks/explain-order.js";
export type { HookDescription } from "./hooks/hook-registry.js";
export type {
  HookContext,
  HookHandler,
  HookKind,
  OrderedHandler,
  PluginHooks,
  Bail,
  HookTable,
  HookType,
  NoNames,
  NoTies,
  Series,
  Settle,
  SharedContext,
  Waterfall,
} from "./hooks/hook-kinds.js";
export { nameExperiment } from "./launcher/experiment-stages.js";
export type { CreateLauncherOptions } from "./launcher/launcher-parts.js";
export { createModuleImporter, type ModuleImporter } from "./modules/import-module.js";
export { createLauncher } from "./launcher/create-launcher.js";
export { openScriptPorts, type ScriptPorts } from "./launcher/script-ports.js";
export type { Launcher } from "./launcher/launcher.js";
export type { RunOptions, SessionSignals } from "./launcher/run-options.js";
export type { LauncherListing, ListedPlugin, PlannedSession } from "./report/launcher-listing.js";
export {
  HAND_OFF_FINDING,
  LIFECYCLE_HOOKS,
  type ExperimentEnded,
  type ExperimentPaused,
  type Finding,
  type LifecycleHooks,
  type PluginLifecycle,
  type PreflightPayload,
  type ReadyPayload,
  type SessionEnded,
  type SessionPlan,
  type SessionStarted,
  type StartPurpose,
  type TeardownPayload,
  type Veto,
} from "./lifecycle/lifecycle-hooks.js";
export {
  nodeFileSystem,
  systemClock,
  systemCodeOf,
  type AppendFile,
  type Clock,
  type FileStat,
  type FileSystem,
  type FolderEntry,
  type InspectedEntry,
  type KeepAlive,
  type Logger,
  type LogLevel,
  type LogRecord,
  type LogSink,
} from "@rigline/foundation/platform";
export { writeDurably, type DurableWriteOptions } from "@rigline/foundation/platform";
export type { LineFile, TailLimits } from "@rigline/foundation/logs";
export type { FindProxy, HttpLimits, JsonRequest, Network } from "@rigline/foundation/http";
export type { LockHolder, ProcessLock, ProcessLocks } from "@rigline/foundation/lock";
export type { Redactor } from "@rigline/foundation/redaction";
export { definePlugin, type PluginInput, type SetupFor, type ProvidedServices } from "./plugins/define-plugin.js";
export type {
  Extending,
  Extension,
  GivenPlugin,
  Plugin,
  PluginDefinition,
  SetupContext,
  AnyTies,
  NeedTable,
  PointTable,
  Provided,
  Ties,
} from "./plugins/plugin.js";
export { guardProcess, type ProcessGuard, type ProcessGuardOptions } from "./plugins/process-guard.js";
export type { ProgramLookup, ProgramSearch } from "./processes/find-program.js";
export type { LogStore } from "./logs/log-store.js";
export type { Machine } from "./processes/machine.js";
export type { Outliving, OutlivingEnd, OutlivingSearch } from "./processes/outliving.js";
export { checkProgram, type ProgramOwner, type ProgramSearcher } from "./programs/check-program.js";
export { fillText, type Program } from "./programs/program.js";
export { PROGRAM_KILL_MS, type ProgramParts, type ProgramResult } from "./programs/program-call.js";
export { reportDetails, toRetryPolicy } from "./programs/define-step.js";
export { decodeProgramText, readProgramJson } from "./programs/read-json.js";
export { runSessionProgram, type ProgramContext, type SessionProgram } from "./programs/session-program.js";
export type { ProcessExit, ProcessRequest, ProcessRunner } from "./processes/process-exit.js";
export { identifyProcess, stillRuns, type ProcessIdentity, type IdentityParts } from "./processes/process-identity.js";
export { findAccount, type AccountParts, type ProcessAccount } from "./processes/process-account.js";
export { renderReport } from "./report/render-report.js";
export type {
  OpenedSessionReport,
  RefusedSessionReport,
  SessionProblem,
  SessionReport,
  ToldHandOff,
  ReportedSession,
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
  ResultSchema,
} from "./runners/runner-handle.js";
export type { ReportDetail, RunnerPhase, RunnerReport, RunnerState } from "./session/session-record.js";
export type { SessionSummary } from "./session/list-sessions.js";
export { planSession, type SessionParts } from "./session/plan-session.js";
export { listSessions, readSession } from "./session/read-from-disk.js";
export type { ReadSession } from "./session/read-session.js";
export type { RestoredRunner, RestoredSession, SessionCleaning } from "./session/restore-session.js";
export type { Session, SessionOrigin, SessionOutcome } from "./session/session.js";
export type {
  AnswerSource,
  Choice,
  ConfirmQuestion,
  Form,
  FormAnswers,
  FormField,
  NotesQuestion,
  NumberQuestion,
  OfferingQuestion,
  PathQuestion,
  PickManyQuestion,
  PickQuestion,
  QuestionBase,
  QuestionKinds,
  Remembering,
  ReviewQuestion,
  TableRow,
  TextQuestion,
} from "./ui/questions.js";
export { SESSION_FINDER, type FindRequest, type FoundSession, type SessionFinder } from "./sweep/session-finder.js";
export type { Ui } from "./ui/ui.js";
export type { GuardedPlace, Leftover } from "./plugins/open-resources.js";
export type { LoadedPlugin, PluginOfConfig } from "./plugins/load-plugins.js";
export type { PlannedRunner } from "./runners/create-runners.js";
export type { PluginFile } from "./plugins/attribute-error.js";
export type { Verbosity } from "./logs/console-sink.js";
export type { ConfigTree } from "./config/layers/config-tree.js";
export type { ProcessSystem } from "./processes/process-system.js";
export type { HeldNode, HeldPlugin } from "./launcher/held.js";
export { sessionTraceparent } from "./telemetry/session-trace.js";
