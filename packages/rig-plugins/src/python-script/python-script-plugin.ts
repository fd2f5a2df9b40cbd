import {
  checkProgram,
  CLOCK,
  definePlugin,
  ENVIRONMENT,
  FILE_SYSTEM,
  type Finding,
  MACHINE,
  type Plugin,
  type Program,
  PROCESS_RUNNER,
  RESOLVED_CONFIG,
  type ResolvedConfig,
  reportDetails,
  resolveFrom,
  type RunnerHandle,
  type RunnerPhase,
  runSessionProgram,
} from "@rigline/core";
import { hasEnvironment, makeEnvironment, uvCommand } from "../uv/uv-command.js";
import { VERSION } from "../version.js";
import { type PythonScript, type PythonScriptOptions, PythonScriptOptionsSchema } from "./python-script-options.js";

const PHASES: Readonly<Record<PythonScript["phase"], RunnerPhase>> = {
  pre: "preSession",
  session: "session",
  post: "postSession",
};

/** Runs scripts of Python projects around a session by `uv run`, their environments made where they are missing. */
export const pythonScriptPlugin: Plugin<PythonScriptOptions> = definePlugin({
  name: "python-script",
  version: VERSION,
  section: "python_script",
  options: PythonScriptOptionsSchema,
  needs: {
    config: RESOLVED_CONFIG,
    processes: PROCESS_RUNNER,
    environment: ENVIRONMENT,
    fileSystem: FILE_SYSTEM,
    clock: CLOCK,
    machine: MACHINE,
  },
  hooks: {
    preflight: (_payload, { needs, options }) =>
      options.scripts.map((script, at): Finding => {
        const found = checkProgram(needs, toProgram(needs.config, script), {
          subject: `script ${script.name}`,
          who: `script ${script.name}`,
          key: `scripts[${at}]`,
        });
        const project = projectOf(needs.config, script);
        if (found.level !== "ok" || hasEnvironment(needs.fileSystem, project)) return found;
        const message = `${project} has no environment yet: the first session makes it, which may take minutes`;
        return {
          level: "warning",
          subject: `script ${script.name}`,
          message,
          todo: `Make it now: uv sync --directory ${project}`,
        };
      }),
    ready: ({ runners }, { options }) => {
      const done: Record<string, RunnerHandle<unknown>> = {};
      for (const script of options.scripts) {
        const { name, phase, outcome, on_failure: onFailure } = script;
        const before = Object.keys(done);
        const earlier = before.map((other) => done[other]).filter((handle) => handle !== undefined);
        done[name] = runners.add({
          name,
          phase: PHASES[phase],
          after: earlier,
          onFailure,
          graceMs: (script.grace_seconds + 5) * 1000,
          ...(outcome === undefined || phase !== "post" ? {} : { when: { outcome } }),
          result: { parse: (value: unknown) => value },
          run: async (context) => {
            const { needs } = context;
            await makeEnvironment(needs, projectOf(needs.config, script), context.signal);
            const program = toProgram(needs.config, script);
            const { result } = await runSessionProgram(needs, context, {
              kind: "step",
              name,
              program,
              input: { phase },
            });
            reportDetails(result, context);
            return result;
          },
        });
      }
    },
  },
});

function projectOf(config: ResolvedConfig, { project }: PythonScript): string {
  return resolveFrom(config, project);
}

function toProgram(config: ResolvedConfig, script: PythonScript): Program {
  const project = projectOf(config, script);
  const { script: words, arguments: args, extras, python } = script;
  return {
    command: uvCommand({ project, script: words, arguments: args, extras, uvArguments: script.uv_arguments, python }),
    directory: project,
    environment: script.environment,
    timeout_seconds: script.timeout_seconds,
    grace_seconds: script.grace_seconds,
    success_exit_codes: [0],
  };
}
