import { defineErrors } from "@rigline/foundation/errors";

export const launcherError = defineErrors({
  CONFIG_CHANGED_LATE: {
    exit: "plugin",
    meaning: "A plugin changed a key of the config that the launcher itself is made from.",
    todo: "Set the key in the config file, or by flag or environment.",
  },
  VERSION_NOT_MEANT: {
    exit: "config",
    meaning: "The rig's config asks in `requires` for another version of Rigline than the one that reads it.",
    todo: "Run it with the version that the rig is installed with (`npx rigline` in its folder), or change `requires`.",
  },
  LAUNCHER_ILLEGAL_MOVE: {
    exit: "internal",
    meaning: "The launcher was asked for something that its state does not allow, such as a second session at once.",
    todo: "Create a launcher for each session, and call start, preflight, run and close in this order.",
  },
  LAUNCHER_NO_REPORT: {
    exit: "internal",
    meaning: "The report of a session was asked for before a session had ended.",
    todo: "Call report after runSession or resumeSession has resolved.",
  },
  LAUNCHER_INTERRUPTED: {
    exit: "aborted",
    meaning: "The launcher was interrupted before a session was opened.",
    todo: "Nothing: there is no session, and nothing was recorded.",
  },
  PREFLIGHT_FAILED: {
    exit: "preflight",
    meaning: "A check before the session found an error, so the session was not opened.",
    todo: "Fix what the findings name, then run `rigline doctor` to see them again without opening a session.",
  },
  SESSION_VETOED: {
    exit: "refused",
    meaning: "A plugin refused the session in the hook beforeSession.",
    todo: "Fix what the reason names, or disable the plugin in the config.",
  },
  EXPERIMENT_FAILED: {
    exit: "experiment",
    meaning: "The experiment's program ended in another way than its success exit codes say.",
    todo: "Read the program's last lines and the whole of its output in launcher.log. What was recorded so far stays, and takes the same way as after a success.",
  },
  RUNNER_GONE: {
    exit: "plugin",
    meaning: "A session was resumed, and a runner that had not finished is not there any more.",
    todo: "Put the plugin back into the config and resume again; or do by hand what the runner would have done.",
  },
  SESSION_RECORDS_LOST: {
    exit: "storage",
    meaning:
      "The journal of a session was deleted or moved while the session ran, so what it did is written down nowhere.",
    todo: "Put it back if it was moved. If it is lost: the report above is all there is; {skip} hands the data off again, which copies nothing twice.",
  },
  EXPERIMENT_LEFT_RUNNING: {
    exit: "success",
    meaning:
      "The experiment's program has ended, and processes that it started still ran when its data was handed off. Told; no failure by itself.",
    todo: "Let the experiment wait for what it starts; `grace_seconds` is how long Rigline waits for it. Then compare the folder with its copy.",
  },
  EXPERIMENT_RUNNING: {
    exit: "refused",
    meaning: "The experiment of an earlier session still runs on this rig; its launcher was killed.",
    todo: "Wait until it ends, or end it: {resume} asks for that in a terminal, `--answer end_experiment=yes` says so beforehand.",
  },
  EXPERIMENT_ABORTED: {
    exit: "aborted",
    meaning: "The session was aborted while the experiment ran.",
    todo: "Nothing: what was recorded so far stays, and takes the same way as after a success.",
  },
});
