import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RiglineError } from "@rigline/foundation/errors";
import { CLOCK, FREE_SPACE, PROCESS_RUNNER, UI } from "../di/core-tokens.js";
import { traceHooks } from "../hooks/hook-trace.js";
import { createLauncher } from "../launcher/create-launcher.js";
import type { Launcher } from "../launcher/launcher.js";
import type { Plugin } from "../plugins/plugin.js";
import { createProcessRunner } from "../processes/process-runner.js";
import { guardProcess, type ProcessGuard } from "../plugins/process-guard.js";
import { createScriptedUi } from "./scripted-ui.js";
import { driveClock } from "./drive-clock.js";
import { createFakeClock } from "@rigline/foundation/testing";
import { createFakeExperiment } from "./fake-experiment.js";
import type { RecordedEvent } from "./memory-events.js";
import type { PluginSession, PluginSessionOptions } from "./plugin-session.js";
import { resolveConfig } from "./session-config.js";
import { listFiles, readLog } from "./session-files.js";

/**
 * Takes a plugin through a whole session: start, preflight, the experiment, the runners after it, teardown. Real are the
 * launcher, the folders and the journal; time is a fake clock that moves on by itself, and the experiment is `during`.
 * Whatever the plugin does, it resolves and tells. The process is guarded meanwhile.
 */
export async function runPluginSession(plugin: Plugin, options: PluginSessionOptions = {}): Promise<PluginSession> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "rigline-session-")));
  const strays: RiglineError[] = [];
  const guard = guardProcess({ onStray: (error) => strays.push(error), plugins: () => [] });
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    const session = await runGuarded(plugin, options, folder, guard);
    // oxlint-disable-next-line typescript/require-await -- the interface is asynchronous
    return { ...session, strays, [Symbol.asyncDispose]: async () => remove() };
  } catch (error) {
    remove();
    throw error;
  } finally {
    guard[Symbol.dispose]();
  }
}

async function runGuarded(
  plugin: Plugin,
  options: PluginSessionOptions,
  folder: string,
  guard: ProcessGuard,
): Promise<Omit<PluginSession, "strays" | keyof AsyncDisposable>> {
  const clock = options.clock ?? createFakeClock();
  const events: RecordedEvent[] = [];
  const abort = { session: new AbortController(), handOff: new AbortController() };
  const seen: Seen = { session: undefined, findings: [], report: undefined, error: undefined, trace: [] };
  try {
    const experiment = createFakeExperiment({
      outcome: options.outcome ?? "success",
      during: () => seen.session && options.during?.(seen.session),
      abort: () => abort.session.abort(new Error("the test aborted the session")),
      programs: options.programs ?? createProcessRunner({ clock }),
    });
    const launcher = await createLauncher(resolveConfig(folder, options), {
      plugins: [...(options.plugins ?? []), { plugin, with: options.options ?? {} }],
      guard,
      services: [
        { token: CLOCK, useValue: clock },
        { token: UI, useValue: createScriptedUi(options.answers ?? {}) },
        { token: PROCESS_RUNNER, useValue: experiment },
        // How full the disk of the machine is that runs the tests is not the plugin's affair.
        { token: FREE_SPACE, useValue: () => AMPLE_BYTES },
        ...(options.services ?? []),
      ],
    });
    launcher.events.onAny((name, event) => void events.push({ name, event }));
    launcher.events.on("session.opened", ({ session }) => {
      seen.session = session;
    });
    const trace = traceHooks(launcher.events, clock);
    await driveClock(
      clock,
      () => takeThrough(launcher, seen, abort),
      () => {
        // As a person who presses Ctrl+C twice because nothing moves any more.
        abort.session.abort(new Error("nothing moves any more: a runner waits for what never comes"));
        abort.handOff.abort(abort.session.signal.reason);
      },
    );
    seen.trace = trace.spans;
  } catch (error) {
    seen.error ??= asRiglineError(error);
  }
  return {
    folder,
    ...seen,
    events,
    log: readLog(folder),
    files: seen.session === undefined ? [] : listFiles(seen.session.directory),
    leftovers: await guard.leftovers(),
    clock,
  };
}

type Seen = { -readonly [Key in "session" | "findings" | "report" | "error" | "trace"]: PluginSession[Key] };

async function takeThrough(
  launcher: Launcher,
  seen: Seen,
  abort: { readonly session: AbortController; readonly handOff: AbortController },
): Promise<void> {
  const report = await launcher.run({
    signals: { session: abort.session.signal, handOff: abort.handOff.signal },
    onFindings: (findings) => {
      seen.findings = findings;
    },
  });
  if (report.session === undefined) seen.error = report.error;
  else seen.report = report;
}

const AMPLE_BYTES = 1e15;

function asRiglineError(error: unknown): RiglineError {
  if (error instanceof RiglineError) return error;
  throw error;
}
