import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  askStarter,
  type CommandIo,
  type GivenStarter,
  openStarterUi,
  starterFlags,
  type StarterAnswers,
} from "@rigline/core/init";
import { packageVersion, resolvePath, UnusablePathError } from "@rigline/foundation/paths";
import { createError } from "./create-errors.js";
import { npmCommand, runChild } from "./run-child.js";

export interface CreateOptions extends GivenStarter {
  readonly input: boolean;
}

const CLI = "@rigline/cli";
/** Where it is to be found once npm has installed it. */
const COMMAND = path.join("node_modules", "@rigline", "cli", "bin", "rigline.js");

/**
 * Asks, installs the launcher in its own version into a new folder, and lets it write the rig there: what a version writes is
 * known to that version alone. Returns the exit code. Throws CREATE_… and what its questions throw.
 */
export async function createRig(io: CommandIo, folder: string, options: CreateOptions): Promise<number> {
  const home = resolveFolder(io.folder, folder);
  requireEmpty(home);
  const ui = openStarterUi({ input: io.input, output: io.errorOutput, noInput: !options.input });
  const answers = await askStarter(options, { ui, from: io.folder, handsOff: true });
  const undo = makeFolder(home);
  // Ctrl+C reaches npm by itself; what is half installed is no rig.
  let isInterrupted = false;
  const listening = io.onInterrupt(() => {
    isInterrupted = true;
  });
  try {
    await install(io, home, () => isInterrupted);
    return await initialize(io, folder, home, answers);
  } catch (error) {
    undo();
    throw error;
  } finally {
    listening();
  }
}

function resolveFolder(from: string, folder: string): string {
  try {
    return resolvePath(from, folder);
  } catch (cause) {
    if (!(cause instanceof UnusablePathError)) throw cause;
    throw createError("CREATE_FOLDER_UNUSABLE", { what: cause.message, cause });
  }
}

function requireEmpty(home: string): void {
  const [first] = entriesOf(home);
  if (first === undefined) return;
  throw createError("CREATE_FOLDER_IN_USE", { what: `${home} already holds ${first}`, where: { file: home } });
}

function entriesOf(home: string): readonly string[] {
  try {
    return readdirSync(home);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw createError("CREATE_FOLDER_NOT_MADE", { what: `${home} can't be a folder`, where: { file: home }, cause });
  }
}

/** With what npm is to install: this very version, so that the rig runs next year what it runs today. Returns the undoing. */
function makeFolder(home: string): () => void {
  const file = path.join(home, "package.json");
  const manifest = { private: true, dependencies: { [CLI]: packageVersion(import.meta.url) } };
  let made: string | undefined;
  try {
    made = mkdirSync(home, { recursive: true });
    writeFileSync(file, `${JSON.stringify(manifest, undefined, 2)}\n`);
  } catch (cause) {
    throw createError("CREATE_FOLDER_NOT_MADE", { what: `${file} could not be written`, where: { file }, cause });
  }
  return () => {
    // A folder that was there, and empty, is left so.
    const all = made === undefined ? entriesOf(home).map((name) => path.join(home, name)) : [made];
    for (const one of all) rmSync(one, { recursive: true, force: true });
  };
}

async function install(io: CommandIo, home: string, isInterrupted: () => boolean): Promise<void> {
  const [program, args] = npmCommand(io.environment);
  io.err(`Installing ${CLI} ${packageVersion(import.meta.url)} into ${home} …\n`);
  const options = { folder: home, environment: io.environment, output: "stderr" } as const;
  const exitCode = await runChild(program, [...args, "install", "--no-audit", "--no-fund"], options).catch(
    (cause: unknown) => {
      throw createError("CREATE_NPM_MISSING", { what: `${program} could not be started`, cause });
    },
  );
  if (isInterrupted()) throw createError("CREATE_INTERRUPTED", { what: "the installation was broken off" });
  if (exitCode !== 0)
    throw createError("CREATE_INSTALL_FAILED", { what: `npm install in ${home} ended with ${exitCode ?? "a signal"}` });
}

/** The commands that it names are those of `npx` in the new folder, whichever folder this one was called in. */
function initialize(io: CommandIo, folder: string, home: string, answers: StarterAnswers): Promise<number> {
  const named = { npm_command: "exec", npm_lifecycle_event: "npx", npm_config_local_prefix: home };
  const args = ["init", folder, "--no-input", ...starterFlags(answers)];
  const environment = { ...withoutNames(io.environment, Object.keys(named)), ...named };
  return runChild(process.execPath, [path.join(home, COMMAND), ...args], {
    folder: io.folder,
    environment,
    output: "inherit",
  }).then((exitCode) => exitCode ?? 1);
}

/** On Windows the snapshot of the environment has its names in capitals. */
function withoutNames(environment: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !names.includes(name.toLowerCase())));
}
