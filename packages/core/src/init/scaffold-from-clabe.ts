import { stringify } from "yaml";
import { pluginReading, replacementOf } from "../config/known-sections.js";
import { type ConfigTree, isTree } from "../config/layers/config-tree.js";
import { ownerOf } from "../config/section-owners.js";

const REPOSITORY = "@rigline/rig-plugins/repository";

/** What each plugin is there for, behind its line. */
const DOES: Readonly<Record<string, string>> = {
  bonsai_app: "is the experiment",
  curriculum: "says after each session what comes next",
  default_behavior_picker: "picks rig and task, for the experiment in {session_directory}/.rigline/library",
  open_ephys: "records during the experiment",
  robocopy: "copies right after the session, beside the hand-off",
  waterlog: "asks for weight and water",
  watchdog: "hands each session off",
};

/**
 * `rigline.config.yaml` of a rig that does what its `clabe.yml` says: that is read as it is, and only what can't stand there is
 * written. `clabe`: the whole of it, the launcher's keys too.
 */
export function scaffoldFromClabe(clabe: ConfigTree): string {
  const sections = Object.keys(clabe).filter((key) => isTree(clabe[key]));
  const read = sections.flatMap((section) => {
    const use = ownerOf(section) ?? pluginReading(section);
    return use === undefined ? [] : [{ section, use }];
  });
  const left = sections.filter((section) => replacementOf(section) !== undefined);
  const plugins = [
    ...repositoryLines(clabe),
    ...read.map(({ section, use }) => `  - use: ${write(use)} # ${section}: ${DOES[section] ?? "reads it"}`),
  ];
  return [
    "# yaml-language-server: $schema=.rigline/config.schema.json",
    "# Stands beside clabe.yml, which is read as it is: both launchers may run this rig. `rigline config` says who reads which section.",
    "",
    "# Names the rig in sessions and logs; the name of this computer when absent.",
    "# rig_name: rig-1",
    ...dataLines(clabe),
    "",
    ...experimentLines(sections),
    "",
    "plugins:",
    ...plugins,
    ...left.map((section) => `# ${section} is clabe's alone: ${replacementOf(section) ?? ""}.`),
    ...watchdogLines(clabe),
    "",
  ].join("\n");
}

function dataLines({ data_dir }: ConfigTree): readonly string[] {
  if (typeof data_dir === "string") return [];
  return [
    "",
    "# clabe was given it on the command line: sessions are written to <data_dir>/<subject>/<session name>.",
    "data_dir: data",
  ];
}

function experimentLines(sections: readonly string[]): readonly string[] {
  if (sections.includes("bonsai_app")) return ["# The experiment is Bonsai, as the section bonsai_app has it."];
  return [
    "# The program that is the experiment: what the script did that `clabe run` was given.",
    "# experiment:",
    '#   command: [python, task.py, "{session_directory}"]',
  ];
}

/** clabe runs nothing from a repository with changes, wherever it is. */
function repositoryLines({ repository_dir, repository_directory }: ConfigTree): readonly string[] {
  const line = `  - use: ${write(REPOSITORY)} # as clabe: no session from changes that nobody has committed`;
  const directory = repository_dir ?? repository_directory;
  return typeof directory === "string" ? [line, `    with: { directory: ${write(directory)} }`] : [line];
}

function watchdogLines({ watchdog }: ConfigTree): readonly string[] {
  if (!isTree(watchdog) || "transfer_endpoint" in watchdog) return [];
  return [
    "",
    "watchdog:",
    "  # clabe.yml does not say it, and clabe's default is a development server: null copies and submits nothing.",
    "  transfer_endpoint: null",
  ];
}

function write(text: string): string {
  return stringify(text, { lineWidth: 0, defaultStringType: "QUOTE_DOUBLE" }).trim();
}
