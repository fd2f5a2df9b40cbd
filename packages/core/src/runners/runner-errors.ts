import { defineErrors } from "@rigline/foundation/errors";

export const runnerError = defineErrors({
  RUNNER_INVALID: {
    exit: "plugin",
    meaning: "What a plugin passed to runners.add is not a runner.",
    todo: "Correct the named field; docs/runners/runners.md shows them all.",
  },
  RUNNER_DUPLICATE: {
    exit: "plugin",
    meaning: "Two runners have one name, so results and journal could not tell them apart.",
    todo: "Rename one of the two.",
  },
  RUNNER_LATE: {
    exit: "plugin",
    meaning: "A runner was added after the launcher had started; the plan of a session does not change under way.",
    todo: "Add runners in the hook `ready`.",
  },
  RUNNER_NEED_INVALID: {
    exit: "plugin",
    meaning: "A runner needs something that is no handle of this launcher, or that only a later phase will bring.",
    todo: "Pass handles that runners.add returned, of the same phase or an earlier one.",
  },
  RUNNER_NOT_READY: {
    exit: "internal",
    meaning: "A result was asked for before its runner was done.",
    todo: "Name the handle in `needs`, or await handle.settled first.",
  },
  RUNNER_NO_RESULT: {
    exit: "runner",
    meaning: "A result was asked for of a runner that failed or was skipped.",
    todo: "Fix what the reason names, then run {resume}.",
  },
  RUNNER_RESULT_NOT_KEPT: {
    exit: "runner",
    meaning: "A runner was done before the session was resumed, and its result was not kept.",
    todo: "Give the runner a `result` schema: its result is kept in the session's journal then.",
  },
  RUNNER_RESULT_INVALID: {
    exit: "plugin",
    meaning: "A runner's result does not match its own schema, or does not survive JSON.",
    todo: "Return what the schema describes. For dates and the like use a codec (z.codec) or z.coerce.",
  },
  RUNNER_TIMEOUT: {
    exit: "runner",
    meaning: "A runner took longer than its timeoutMs; its signal was aborted.",
    todo: "Raise timeoutMs, or find out what it waited for in launcher.log.",
  },
  RUNNER_ABORTED: {
    exit: "aborted",
    meaning: "The session was aborted before the runner was done.",
    todo: "Nothing, if that was meant. {resume} runs post-session runners that were aborted.",
  },
  RUNNER_INTERRUPTED: {
    exit: "experiment",
    meaning: "The launcher died while a runner of the session ran. It is not run a second time.",
    todo: "Nothing: what was recorded so far stays, and takes the same way as after a success. Look in launcher.log for why the launcher died.",
  },
  RUNNER_FAILED: {
    exit: "runner",
    meaning: "A runner threw an error that has no code of its own.",
    todo: "Fix what the reason names; launcher.log has its place in the code. {resume} runs post-session runners again.",
  },
  RUNNER_NEED_UNMET: {
    exit: "runner",
    meaning: "A runner was skipped because one that it needs failed or was skipped.",
    todo: "Fix the runner that the reason names, then run {resume}.",
  },
  RUNNER_NEED_LOST: {
    exit: "runner",
    meaning:
      "A runner was skipped because one that it needs failed before the experiment was over; that one is not run again.",
    todo: "Nothing can be resumed here: fix the runner that the reason names for the next session.",
  },
  RUNNER_NOT_WANTED: {
    exit: "success",
    meaning: "A runner was skipped because of how the experiment ended, or its phase was left out.",
    todo: "Nothing, if that was meant; otherwise name the outcome in the runner's `when`, or leave `when` out.",
  },
});
