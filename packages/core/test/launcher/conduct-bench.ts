import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Services } from "../../src/di/providers.js";
import { createHookRegistry } from "../../src/hooks/hook-registry.js";
import type { PluginHooks } from "../../src/hooks/hook-kinds.js";
import { conductSession } from "../../src/launcher/conduct-session.js";
import { createProblems, type Problems } from "../../src/launcher/problems.js";
import type { SessionEnding } from "../../src/launcher/session-ending.js";
import { createSessionRecorder } from "../../src/launcher/session-recorder.js";
import { createStateMachine } from "../../src/launcher/state-machine.js";
import { LIFECYCLE_HOOKS, type LifecycleHooks } from "../../src/lifecycle/lifecycle-hooks.js";
import { bareContext } from "../fixtures/runner-bench.js";
import { createRunners, type RunnerRegistry } from "../../src/runners/create-runners.js";
import type { Runners } from "../../src/runners/runner-handle.js";
import { planSession } from "../../src/session/plan-session.js";
import { openSessionFolder } from "../../src/session/open-session-folder.js";
import { createSessionJournal, reopenSessionJournal, type SessionJournal } from "../../src/session/session-journal.js";
import type { Session } from "../../src/session/session.js";
import { createFakeClock } from "@rigline/foundation/testing";
import { createFaultyFileSystem, type FaultyFileSystem } from "@rigline/foundation/testing";
import { createMemoryEvents, type MemoryEvents } from "../../src/testing/memory-events.js";
import { createMemoryLog, type MemoryLog } from "@rigline/foundation/testing";
import { nodeFileSystem } from "@rigline/foundation/platform";

export interface ConductBench {
  readonly session: Session;
  readonly journal: SessionJournal;
  readonly runners: Runners;
  readonly registry: RunnerRegistry;
  readonly events: MemoryEvents;
  readonly log: MemoryLog;
  readonly problems: Problems;
  /** Of the journal's file. */
  readonly disk: FaultyFileSystem;
  readonly abort: { readonly session: AbortController; readonly handOff: AbortController };
  /** The states that the launcher went through. */
  readonly states: () => readonly string[];
  /** `type name` of each record of the journal. */
  readonly journalled: () => readonly string[];
  conduct(): Promise<SessionEnding>;
  /** The same session in a new launcher, as `rigline resume` would have it; its runners are to be added. */
  resume(hooks?: PluginHooks<LifecycleHooks>): ConductBench;
}

/** Everything that conducting a session needs, real, but for time; the hooks are those of one plugin, `bench`. */
export function createConductBench(hooks: PluginHooks<LifecycleHooks> = {}): ConductBench {
  const dataDir = mkdtempSync(join(tmpdir(), "rigline-conduct-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }));
  const clock = createFakeClock();
  const session = openSessionFolder(
    nodeFileSystem,
    planSession({ subject: "614173", experimenters: ["Ada"], dataDir, rigName: "bench", clock }),
  );
  const disk = createFaultyFileSystem();
  return assemble(session, createSessionJournal(session, { pid: process.pid, clock, fileSystem: disk }), disk, hooks);
}

function assemble(
  session: Session,
  journal: SessionJournal,
  disk: FaultyFileSystem,
  hooks: PluginHooks<LifecycleHooks>,
  restored?: ReturnType<typeof reopenSessionJournal>["restored"],
): ConductBench {
  onTestFinished(() => journal.close());
  const clock = createFakeClock();
  const log = createMemoryLog("rigline", () => clock.now());
  const events = createMemoryEvents({ log, clock });
  const registry = createRunners({ events, log, clock, contextOf: bareContext });
  const problems = createProblems(log);
  const hookRegistry = createHookRegistry<LifecycleHooks>(LIFECYCLE_HOOKS, { events, log, clock });
  hookRegistry.use(hooks, { plugin: "bench", log, options: undefined, services: {} as Services });
  hookRegistry.freeze();
  const machine = createStateMachine(events);
  machine.move("ready");
  machine.move("opening");
  const states: string[] = [];
  events.on("state.changed", ({ to }) => void states.push(to));
  const recorder = createSessionRecorder({ events, clock, problem: (thrown) => problems.add(thrown) });
  recorder.writeTo(journal);
  const abort = { session: new AbortController(), handOff: new AbortController() };
  return {
    session,
    journal,
    runners: registry.runnersFor("bench"),
    registry,
    events,
    log,
    problems,
    disk,
    abort,
    states: () => states,
    journalled: () =>
      journal.records.map((record) => {
        const { hook, runner, report } = record as { hook?: string; runner?: string; report?: { name: string } };
        return [record.type, hook ?? runner ?? report?.name].filter((part) => part !== undefined).join(" ");
      }),
    conduct: () =>
      conductSession(
        {
          hooks: hookRegistry,
          runners: registry,
          events,
          recorder,
          move: (to) => machine.move(to),
          fileSystem: { exists: () => true },
          problem: (thrown) => problems.add(thrown),
        },
        {
          session,
          journal,
          sessionSignal: abort.session.signal,
          handOffSignal: abort.handOff.signal,
          ...(restored === undefined ? {} : { restored }),
        },
      ),
    resume: (again = hooks) => {
      journal.close();
      const reopened = reopenSessionJournal(session.directory, { pid: process.pid, clock, fileSystem: disk });
      return assemble(reopened.restored.session, reopened.journal, disk, again, reopened.restored);
    },
  };
}
