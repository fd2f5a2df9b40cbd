import { defineErrors } from "@rigline/foundation/errors";

export const cliError = defineErrors({
  HAND_OFF_BY_NOBODY: {
    exit: "config",
    meaning:
      "`rigline manifest`, `rigline handoff`, `rigline sweep`, `rigline doctor --send-test` or `rigline notify test` was asked of a rig on which no plugin hands sessions off.",
    todo: "Name @rigline/watchdog-plugin in the config's `plugins`.",
  },
  HAND_OFF_RUNNING: {
    exit: "refused",
    meaning: "`rigline handoff hold` and the like were asked of a session that runs at this moment.",
    todo: "Wait until it has ended.",
  },
  SESSION_NOT_RUNNING: {
    exit: "refused",
    meaning: "`rigline pause` or `rigline continue` was asked of a rig on which no session runs.",
    todo: "Look with `rigline status` what runs, and on which rig.",
  },
  PAUSE_NOT_OFFERED: {
    exit: "refused",
    meaning: "The experiment that runs did not take the wish to pause, or to go on.",
    todo: "Name the file for which the experiment looks between its trials as `pause_file` of its program in the config.",
  },
  SWEEP_NO_FOLDER: {
    exit: "usage",
    meaning: "`rigline sweep FOLDER` was given what is no folder, or is not there.",
    todo: "Connect its disk, or name a folder that is there.",
  },
  OUTPUT_IS_QUEUE: {
    exit: "refused",
    meaning: "`rigline manifest --output` names a file in the flag folder, where it would hand the session off.",
    todo: "Name a file elsewhere; `rigline resume SESSION` hands it off.",
  },
  BISECT_NO_FAULT: {
    exit: "refused",
    meaning: "`rigline plugins bisect` made its first trial with all plugins, and the fault did not show.",
    todo: "Judge by what shows the fault: another `--command`, the same options as when it showed.",
  },
  BISECT_NO_PLUGIN: {
    exit: "refused",
    meaning: "`rigline plugins bisect` found the fault without any plugin too.",
    todo: "Look at the config, the experiment and the machine: `rigline doctor`, `rigline config`.",
  },
});
