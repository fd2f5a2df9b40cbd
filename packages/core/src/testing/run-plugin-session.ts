import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { LauncherConfigSchema } from "../config/launcher-config.js";
import type { ResolvedConfig } from "../config/resolved-config.js";
import { RiglineError } from "../errors/index.js";
import { traceHooks } from "../hooks/hook-trace.js";
import { createLauncher } from "../launcher/create-launcher.js";
import type { Launcher } from "../launcher/launcher.js";
import { refuseErrors } from "../launcher/refuse-errors.js";
import type { Finding } from "../lifecycle/lifecycle-hooks.js";
import type { Plugin } from "../plugins/plugin.js";
import { guardProcess } from "../plugins/process-guard.js";
import { SESSION_FOLDER } from "../session/session-places.js";
import { createScriptedUi } from "../ui/scripted-ui.js";
import { driveClock } from "./drive-clock.js";
import { createFakeClock } from "./fake-clock.js";
import { createFakeExperiment } from "./fake-experiment.js";
import type { RecordedEvent } from "./memory-events.js";
import type { PluginSession, PluginSessionOptions } from "./plugin-session.js";

/**
 * Takes a plugin through a whole session: start, preflight, the experiment, the runners after it, teardown. Real are the
 * launcher, the folders and the journal; time is a fake clock that moves on by itself, and the experiment is `during`.
 * Whatever the plugin does, it resolves and tells. The process is guarded meanwhile.
 */
export async function runPluginSession(plugin: Plugin, options: PluginSessionOptions = {}): Promise<PluginSession> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "rigline-session-")));
  const clock = options.clock ?? createFakeClock();
  const strays: RiglineError[] = [];
  const events: RecordedEvent[] = [];
  const guard = guardProcess({ onStray: (error) => strays.push(error), plugins: () => [] });
  const abort = { session: new AbortController(), handOff: new AbortController() };
  const seen: Seen = { session: undefined, findings: [], report: undefined, error: undefined, trace: [] };
  try {
    const { optioned, sections } = passOptions(plugin, options.options ?? {});
    const launcher = await createLauncher(resolve(folder, options, sections), {
      plugins: [...(options.plugins ?? []), optioned],
      clock,
      guard,
      ui: createScriptedUi(options.answers ?? {}),
      processes: createFakeExperiment(
        options.outcome ?? "success",
        () => seen.session && options.during?.(seen.session),
        () => abort.session.abort(new Error("the test aborted the session")),
      ),
      ...(options.fileSystem === undefined ? {} : { fileSystem: options.fileSystem }),
    });
    launcher.events.onAny((name, event) => void events.push({ name, event }));
    launcher.events.on("session.opened", ({ session }) => {
      seen.session = session;
    });
    const trace = traceHooks(launcher.events, clock);
    await driveClock(clock, takeThrough(launcher, seen, abort), () => {
      // As a person who presses Ctrl+C twice because nothing moves any more.
      abort.session.abort(new Error("nothing moves any more: a runner waits for what never comes"));
      abort.handOff.abort(abort.session.signal.reason);
    });
    seen.trace = trace.spans;
  } catch (error) {
    seen.error ??= asRiglineError(error);
  }
  const leftovers = await guard.leftovers();
  guard[Symbol.dispose]();
  return {
    folder,
    ...seen,
    events,
    log: readLog(folder),
    files: seen.session === undefined ? [] : listFiles(seen.session.directory),
    leftovers,
    strays,
    clock,
    // oxlint-disable-next-line typescript/require-await -- the interface is asynchronous
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

type Seen = { -readonly [Key in "session" | "findings" | "report" | "error" | "trace"]: PluginSession[Key] };

async function takeThrough(
  launcher: Launcher,
  seen: Seen,
  abort: { readonly session: AbortController; readonly handOff: AbortController },
): Promise<void> {
  try {
    await launcher.start();
    seen.findings = await launcher.preflight();
    refuseErrors(withoutSpace(seen.findings));
    await launcher.runSession({ session: abort.session.signal, handOff: abort.handOff.signal });
  } catch (error) {
    seen.error = asRiglineError(error);
  }
  await launcher.close();
  if (seen.error === undefined) seen.report = launcher.report();
}

/** How full the disk of the machine is that runs the tests is not the plugin's affair. */
function withoutSpace(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ subject }) => subject !== "disk space");
}

/** Options reach a plugin through its section; one that has none gets one for the test. */
function passOptions(
  plugin: Plugin,
  options: Readonly<Record<string, unknown>>,
): { readonly optioned: Plugin; readonly sections: ResolvedConfig["sections"] } {
  const section = plugin.section ?? "options_of_the_test";
  return { optioned: { ...plugin, section }, sections: { [section]: options } };
}

function resolve(
  folder: string,
  { session = {}, environment = {} }: PluginSessionOptions,
  sections: ResolvedConfig["sections"],
): ResolvedConfig {
  const values = LauncherConfigSchema.parse({
    // Of this session alone, so that tests side by side don't wait for one rig.
    rig_name: `test-rig-${randomUUID()}`,
    data_dir: "data",
    temp_dir: "logs",
    subject: session.subject ?? "614173",
    experimenters: session.experimenters ?? ["Ada Lovelace"],
    notes: session.notes ?? "",
    experiment: { command: ["experiment"] },
  });
  return { values, sections, provenance: new Map(), file: undefined, folder, environment };
}

function listFiles(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(directory, path)).isFile())
    .map((path) => relative(directory, join(directory, path)).split(sep).join("/"))
    .filter((path) => !path.startsWith(`${SESSION_FOLDER}/`))
    .sort();
}

function readLog(folder: string): string[] {
  const logs = join(folder, "logs");
  if (!existsSync(logs)) return [];
  return readdirSync(logs, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith("launcher.log"))
    .flatMap((path) => readFileSync(join(logs, path), "utf8").trimEnd().split("\n"));
}

function asRiglineError(error: unknown): RiglineError {
  if (error instanceof RiglineError) return error;
  throw error;
}
