import { defineErrors } from "@rigline/foundation/errors";

export const daemonError = defineErrors({
  WATCH_CONFIG_UNREADABLE: {
    exit: "config",
    meaning: "The watch config that names the flag folder can't be read.",
    todo: "Correct the path in `watchdog.watch_config` or in the environment's WATCHDOG_CONFIG, or correct the file.",
  },
  WATCH_CONFIG_CONTRADICTS: {
    exit: "config",
    meaning: "The options and the watch config name different folders, so manifests would go where nobody looks.",
    todo: "Remove `flag_dir` and `manifest_complete` from the options, or `watch_config`.",
  },
  WATCHDOG_EXE_MISSING: {
    exit: "config",
    meaning:
      "The program of the external watchdog service is not where the environment's WATCHDOG_EXE says, or it says nothing.",
    todo: "Correct WATCHDOG_EXE, or set `watchdog.service: embedded` to use Rigline's own daemon.",
  },
  DAEMON_PROGRAM_MISSING: {
    exit: "handOff",
    meaning: "Rigline's daemon is not installed, so nothing would pick the manifest up.",
    todo: "Install it beside the config: npm install @rigline/watchdog-service. Or set `watchdog.service: external` (aind-watchdog-service) or `none` (you start the daemon yourself). Then {resume}.",
  },
  DAEMON_NOT_OURS: {
    exit: "refused",
    meaning: "Who watches the flag folder was not started by Rigline, so that it is not known which process to end.",
    todo: "End it where it was started (a scheduled task, a service), or leave it running.",
  },
  DAEMON_STOP_FAILED: {
    exit: "refused",
    meaning: "The daemon was asked to end, and still runs.",
    todo: "Look at what it is doing: `rigline-watchdog status`. It may wait for a share that does not answer.",
  },
  DAEMON_START_FAILED: {
    exit: "handOff",
    meaning: "The daemon was started and does not run. The manifest is in the queue and waits there.",
    todo: "Read the daemon's output in {file}, start it by hand: {watch}. Then {resume}.",
  },
});
