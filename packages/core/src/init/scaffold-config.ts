/** `rigline.config.yaml` of a new rig: it runs as it is. */
export const SCAFFOLD_CONFIG = `# yaml-language-server: $schema=.rigline/config.schema.json
# Every key: \`rigline config schema\`. Where a value comes from: \`rigline config explain KEY\`.

# Sessions are written to <data_dir>/<subject>/<session name>.
data_dir: data

# Names the rig in sessions and logs; the name of this computer when absent.
# rig_name: rig-1

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
`;
