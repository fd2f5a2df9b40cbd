import { stringify } from "yaml";
import type { StarterAnswers } from "./starter-questions.js";

/** The plugin of a new rig that hands sessions off, and the folder of the rig's own that stands for the server's at first. */
export const HAND_OFF_PLUGIN = "@rigline/watchdog-plugin";
export const TRY_OUT_DESTINATION = "central";

/** `rigline.config.yaml` of a new rig: it runs as it is. `handsOff` is false where nobody here could. */
export function scaffoldConfig(answers: StarterAnswers, handsOff: boolean): string {
  const rigName = answers.rigName === "" ? "# rig_name: rig-1" : `rig_name: ${write(answers.rigName)}`;
  return `# yaml-language-server: $schema=.rigline/config.schema.json
# Every key: \`rigline config schema\`. Where a value comes from: \`rigline config explain KEY\`.

# Sessions are written to <data_dir>/<subject>/<session name>.
data_dir: data

# Names the rig in sessions and logs; the name of this computer when absent.
${rigName}

# The program that is the experiment; replace it by your own.
experiment:
  name: first-experiment
  command: [node, experiment.mjs, "{session_directory}"]

# What you have in Python runs before and after it, without a plugin: docs/programs/programs.md.
# checks:
#   - name: reward
#     command: [python, check_reward.py]
# steps:
#   - name: quality
#     phase: post # or pre
#     command: [python, quality.py, "{session_directory}"]

plugins:
  - use: ./plugins/first-plugin.mjs
${handsOff ? handOff(answers) : ""}`;
}

function handOff({ destination, transferEndpoint, projectName }: StarterAnswers): string {
  const where =
    destination === ""
      ? `  destination: ${TRY_OUT_DESTINATION} # to try it out, a folder here; name the server's, and leave the next line out
  allow_local_destination: true`
      : `  destination: ${write(destination)} # data arrive in <destination>/<subject>/<session name>`;
  const endpoint =
    transferEndpoint === ""
      ? "null # the data are copied only; or http://…/api/v2/submit_jobs of aind-data-transfer-service"
      : write(transferEndpoint);
  return `  - use: "${HAND_OFF_PLUGIN}" # hands each session off, as the section \`watchdog\` says

# Where the data go when a session is over: docs/watchdog-plugin/hand-off.md. \`rigline doctor\` says whether they would arrive.
watchdog:
${where}
  project_name: ${write(projectName)}
  transfer_endpoint: ${endpoint}
  schedule_time: null # at once; "20:00:00" waits for the evening
`;
}

function write(text: string): string {
  return stringify(text, { lineWidth: 0 }).trim();
}
