import path from "node:path";
import { buildConfigSchema } from "../config/schema/config-schema.js";
import { initError } from "../init/init-errors.js";
import { openStarterUi } from "../init/open-starter-ui.js";
import { TRY_OUT_DESTINATION } from "../init/scaffold-config.js";
import { askStarter } from "../init/ask-starter.js";
import { type GivenStarter, STARTER_QUESTIONS, type StarterAnswers } from "../init/starter-questions.js";
import { canHandOff, requireRoom, resolveHome, writeScaffold, writeSchema } from "../init/write-scaffold.js";
import type { CommandContext } from "./command-context.js";
import { nameCommand, quote } from "./name-command.js";
import { withInspection } from "./open-inspection.js";

/** The options of `rigline init`. */
export interface InitOptions extends GivenStarter {
  readonly input: boolean;
  readonly json?: boolean;
}

/** `rigline init`: asks what was not given, writes the rig, and says how to go on. */
export async function makeRig(
  context: CommandContext,
  folder: string | undefined,
  options: InitOptions,
): Promise<void> {
  const { io } = context;
  const home = folder === undefined ? path.resolve(io.folder) : resolveHome(io.folder, folder);
  requireRoom(home);
  const handsOff = canHandOff(home);
  if (!handsOff) refuseHandOff(options);
  const noInput = !options.input || options.json === true;
  const ui = openStarterUi({ input: io.input, output: io.errorOutput, noInput });
  const answers = await askStarter(options, { ui, from: io.folder, handsOff });
  const written = writeScaffold(home, answers, handsOff);
  const files = [...written, await writeSchemaOf(context, home)];
  const next = nextSteps(context, folder ?? ".", home);
  const destination = handsOff ? answers.destination || path.join(home, TRY_OUT_DESTINATION) : null;
  const text =
    options.json === true
      ? JSON.stringify({ folder: home, files, destination, next }, undefined, 2)
      : [...renderWritten(home, files), "", renderDestination(destination, answers), "", ...renderNext(next)].join(
          "\n",
        );
  io.out(`${text}\n`);
}

/** What would be asked of a hand-off is asked by nobody where none can be. */
function refuseHandOff(options: InitOptions): void {
  const given = STARTER_QUESTIONS.find(({ answer }) => answer !== "rigName" && options[answer] !== undefined);
  if (given === undefined) return;
  throw initError("INIT_NO_HAND_OFF", { what: `${given.flag} was given, and nothing here hands data off` });
}

/** With the options of the plugins that the new rig names: read as the editor's schema will be, by its own configuration. */
async function writeSchemaOf(context: CommandContext, home: string): Promise<string> {
  let schema: unknown;
  const inside = { io: { ...context.io, folder: home }, redactor: context.redactor, exitCode: context.exitCode };
  await withInspection(inside, {}, ({ plugins }) => {
    schema = buildConfigSchema(plugins);
  });
  return writeSchema(home, schema);
}

function nextSteps({ io }: CommandContext, folder: string, home: string): readonly string[] {
  const command = nameCommand(io.environment, home);
  return [
    ...(home === path.resolve(io.folder) ? [] : [`cd ${quote(folder)}`]),
    `${command} doctor`,
    `${command} run --subject test --experimenter me`,
  ];
}

function renderWritten(home: string, files: readonly string[]): readonly string[] {
  return [`Wrote into ${home}:`, ...files.map((file) => `  ${path.relative(home, file)}`)];
}

function renderDestination(destination: string | null, { destination: named }: StarterAnswers): string {
  if (destination === null)
    return "Its data stay here: nothing is installed that hands them off (`npm install --global @rigline/cli`).";
  return named === ""
    ? `To try it out, its data go to ${destination}, which is on this disk. Name the server's folder in rigline.config.yaml.`
    : `Its data go to ${destination}.`;
}

function renderNext(next: readonly string[]): readonly string[] {
  return ["Next:", ...next.map((step) => `  $ ${step}`)];
}
