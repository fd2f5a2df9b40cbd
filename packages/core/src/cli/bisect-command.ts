import { join } from "node:path";
import { packageFolder } from "@rigline/foundation/paths";
import { LEAVE_OUT } from "../config/leave-out.js";
import { UI } from "../di/core-tokens.js";
import { refuseInterrupted } from "../launcher/open-session.js";
import { bisectPlugins, type BisectResult, type BisectStep } from "../plugins/bisect-plugins.js";
import { checkStart } from "../processes/describe-end.js";
import type { ListedPlugin } from "../report/launcher-listing.js";
import { usageError } from "@rigline/foundation/errors";
import { cliError } from "./cli-errors.js";
import type { CommandContext, CommonOptions } from "./command-context.js";
import { withLauncher, type OpenedLauncher } from "./open-launcher.js";

export interface BisectCommandOptions extends CommonOptions {
  readonly command?: string;
  readonly doctor?: boolean;
}

/** A trial's plugins are told by what is left out. */
type Judge = (leftOut: readonly ListedPlugin[], signal: AbortSignal) => Promise<boolean>;

/** Looks for the plugin that a fault comes with, each trial in a process of its own. Throws BISECT_NO_FAULT, BISECT_NO_PLUGIN. */
export async function bisectCommand(context: CommandContext, options: BisectCommandOptions): Promise<void> {
  if (options.command !== undefined && options.doctor === true)
    throw usageError("CLI_USAGE", {
      what: "--command and --doctor both say how to judge",
      todo: "Keep one of the two.",
    });
  const { io } = context;
  const steps: BisectStep<ListedPlugin>[] = [];
  await withLauncher(context, options, async ({ launcher }, signal) => {
    const { plugins } = launcher.describe();
    const judge = judgeFor(context, options, launcher);
    const result = await bisectPlugins({
      plugins,
      needsOf: (plugin) => plugins.filter((other) => other !== plugin && doesNeed(plugin, other)),
      judge: (_enabled, leftOut) => judge(leftOut, signal),
      onStep: (step) => {
        steps.push(step);
        if (options.json !== true) io.out(`${describeStep(step, steps.length)}\n`);
      },
    });
    if (!result.found) throw notFound(result, plugins);
    io.out(`${options.json === true ? JSON.stringify(toDocument(result, steps), undefined, 2) : conclude(result)}\n`);
  });
}

function doesNeed(plugin: ListedPlugin, other: ListedPlugin): boolean {
  return (
    Object.hasOwn(plugin.dependsOn, other.name) || plugin.needs.some((service) => other.provides.includes(service))
  );
}

function judgeFor(context: CommandContext, options: BisectCommandOptions, launcher: OpenedLauncher["launcher"]): Judge {
  if (options.command !== undefined) return judgeByCommand(context, options.command);
  return options.doctor === true ? judgeByDoctor(context, options) : judgeByPerson(context, launcher);
}

/** Never by a shell: the command is cut at its spaces, `\ ` is one within a word. */
function judgeByCommand(context: CommandContext, command: string): Judge {
  return async (leftOut, signal) => {
    const { parseCommandString } = await import("execa");
    const [program = "", ...args] = parseCommandString(command);
    const { folder: directory, environment } = context.io;
    const refused = checkStart({ command: [program, ...args], directory, environment }, process.platform);
    if (refused !== undefined) throw couldNotJudge(command, `its program ${refused.summary}`);
    const result = await run(context, [program, ...args], leftOut, signal);
    if (result.failed && result.exitCode === undefined) throw couldNotJudge(command, `${result.shortMessage}`);
    if (result.failed && result.all !== "") context.io.err(`${result.all}\n`);
    return result.failed;
  };
}

function couldNotJudge(command: string, why: string): Error {
  return usageError("CLI_USAGE", {
    what: `--command ${command} could not judge: ${why}`,
    todo: "Name a program that is there, or its whole path.",
  });
}

/** The first trial, with all plugins, says what the fault is. */
function judgeByDoctor(context: CommandContext, options: BisectCommandOptions): Judge {
  const bin = join(packageFolder(import.meta.url), "bin", "rigline.js");
  const given = [
    ...(options.config === undefined ? [] : ["--config", options.config]),
    ...(options.clabeYml === undefined ? [] : ["--clabe-yml", options.clabeYml]),
    ...(options.set ?? []).flatMap((setting) => ["--set", setting]),
  ];
  let sought: string | undefined;
  return async (leftOut, signal) => {
    const command = [process.execPath, bin, "doctor", "--json", ...given];
    const errors = readErrors(await run(context, command, leftOut, signal));
    sought ??= errors[0];
    return sought !== undefined && errors.includes(sought);
  };
}

interface DoctorDocument {
  readonly findings?: readonly { readonly level: string; readonly subject: string; readonly message: string }[];
  readonly error?: { readonly code: string; readonly message: string };
}

/** A plugin may also end the whole process, which is a fault like any other. */
function readErrors({ stdout, exitCode, signal }: Awaited<ReturnType<typeof run>>): string[] {
  let document: DoctorDocument;
  try {
    document = JSON.parse(stdout) as DoctorDocument;
  } catch {
    return [`rigline doctor ended without its findings (${signal ?? `exit code ${exitCode}`})`];
  }
  const { findings = [], error } = document;
  const told = findings.flatMap(({ level, subject, message }) => (level === "error" ? `${subject}: ${message}` : []));
  return error === undefined ? told : [`${error.code}: ${error.message}`, ...told];
}

function judgeByPerson({ io }: CommandContext, launcher: OpenedLauncher["launcher"]): Judge {
  const ui = launcher.services.resolve(UI);
  if (!ui.interactive)
    throw usageError("CLI_USAGE", {
      what: "nobody is there to say whether the fault shows",
      todo: 'Name what judges: `--doctor`, or `--command "rigline run --subject test --no-input"`.',
    });
  return async (leftOut) => {
    io.out(`\nTry it in another window, as you did when the fault showed, with this variable:\n\n${assign(leftOut)}\n`);
    return ui.confirm({ key: "bisect", message: "Does the fault show?" });
  };
}

function assign(leftOut: readonly ListedPlugin[]): string {
  const value = nameAll(leftOut);
  return process.platform === "win32" ? `  $env:${LEAVE_OUT} = "${value}"` : `  export ${LEAVE_OUT}="${value}"`;
}

function nameAll(plugins: readonly ListedPlugin[]): string {
  return plugins.map(({ use }) => use).join(",");
}

async function run(
  { io }: CommandContext,
  [program, ...args]: readonly string[],
  leftOut: readonly ListedPlugin[],
  cancelSignal: AbortSignal,
) {
  const { execa } = await import("execa");
  const result = await execa(program ?? "", args, {
    cwd: io.folder,
    env: { ...io.environment, [LEAVE_OUT]: nameAll(leftOut) },
    extendEnv: false,
    stdin: "ignore",
    all: true,
    reject: false,
    cancelSignal,
  });
  refuseInterrupted(cancelSignal);
  return result;
}

function describeStep({ enabled, leftOut, faulty }: BisectStep<ListedPlugin>, count: number): string {
  const names = (plugins: readonly ListedPlugin[]): string => plugins.map(({ name }) => name).join(", ") || "none";
  return `${count}. ${faulty ? "the fault shows " : "no fault        "} with ${names(enabled)}; without ${names(leftOut)}`;
}

function conclude({ culprit, together }: Extract<BisectResult<ListedPlugin>, { found: true }>): string {
  const { name, version, file, use } = culprit;
  const others = together.map((other) => other.name).join(", ");
  return [
    "",
    `The fault comes with plugin "${name}" ${version} (${file ?? use})${others === "" ? "" : `, and only together with ${others}`}.`,
    `Until it is fixed: \`{ use: "${use}", enabled: false }\` as its entry in the config's \`plugins\`.`,
  ].join("\n");
}

function toDocument(
  { culprit, together }: Extract<BisectResult<ListedPlugin>, { found: true }>,
  steps: readonly BisectStep<ListedPlugin>[],
): object {
  const { name, version, use, file } = culprit;
  return {
    culprit: { name, version, use, ...(file === undefined ? {} : { file }) },
    together: together.map((other) => other.name),
    steps: steps.map(({ enabled, leftOut, faulty }) => ({
      enabled: enabled.map((one) => one.name),
      leftOut: leftOut.map((one) => one.name),
      faulty,
    })),
  };
}

function notFound(
  { showsWith }: Extract<BisectResult<ListedPlugin>, { found: false }>,
  plugins: readonly ListedPlugin[],
): Error {
  if (showsWith === "none")
    return cliError("BISECT_NO_FAULT", {
      what:
        plugins.length === 0
          ? "There is no plugin, so none that a fault could come with"
          : `With all ${plugins.length} plugins there was no fault to look for`,
    });
  return cliError("BISECT_NO_PLUGIN", { what: "The fault shows without any plugin too" });
}
