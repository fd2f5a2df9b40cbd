import { mutantsOf } from "../mutant.js";

export const CORE = mutantsOf("core", [
  {
    name: "hand a session off while a step of the config still writes into it",
    file: "runners/create-runners.ts",
    find: "...stepsBefore(definition, plugin, units)",
    replace: "...[]",
    notSimulated: "runners",
    killer: {
      file: "runners/create-runners.test.ts",
      test: "a plugin's runner after the experiment waits for the config's concurrent steps before it",
    },
  },
  {
    name: "take the result of an earlier attempt for this one's",
    file: "programs/perform-program.ts",
    find: "fileSystem.remove(files.result);",
    replace: "",
    notSimulated: "runners",
    killer: { file: "programs/steps.test.ts", test: "a result is that of its own attempt" },
  },
  {
    name: "let any runner ask to run again",
    file: "runners/restore-runners.ts",
    find: 'definition.phase !== "postSession" || ',
    replace: "",
    notSimulated: "runners",
    killer: {
      file: "runners/restore-runners.test.ts",
      test: "in the phase session whatever it asks: nothing of it runs twice",
    },
  },
  {
    name: "write into another session's folder",
    file: "session/open-session-folder.ts",
    find: 'if (systemCodeOf(error) === "EEXIST") return false;',
    replace: 'if (systemCodeOf(error) === "EEXIST") return true;',
    killer: {
      file: "session/open-session-folder.test.ts",
      test: "the date moves on by a second, and nothing of the other session is touched",
    },
  },
  {
    name: "run an experiment again whose journal is damaged",
    file: "session/session-journal.ts",
    find: "relocate(isLost || isDamaged ? endUnknown(found) : found, directory)",
    replace: "relocate(found, directory)",
    notSimulated: "damage",
    killer: {
      file: "session/list-sessions.test.ts",
      test: "with a damaged line is refused, or passes over it where that is asked for",
    },
  },
  {
    name: "forget that an experiment was interrupted",
    file: "runners/restore-runners.ts",
    find: 'if (phase === "session" && restored.interrupted.has(name)) {',
    replace: "if (false) {",
    notSimulated: "guarded",
    killer: {
      file: "runners/restore-runners.test.ts",
      test: "an experiment that was running has failed and is not run a second time",
    },
  },
  {
    name: "make the experiment's result again",
    file: "runners/restore-runners.ts",
    find: '&& need.definition.phase !== "session"',
    replace: "",
    notSimulated: "runners",
    killer: {
      file: "runners/restore-runners.test.ts",
      test: "of the experiment is never made again: what needs it fails and says what to do",
    },
  },
  {
    name: "leave a post-session runner that failed",
    file: "runners/restore-runners.ts",
    find: 'if (phase === "postSession" && known?.report.tolerated !== true) return undefined;',
    replace: "",
    notSimulated: "runners",
    killer: { file: "runners/restore-runners.test.ts", test: "a post-session runner that failed runs" },
  },
  {
    name: "settle a runner before it is on record",
    file: "runners/phase-parts.ts",
    find: 'record({ type: "runnerSettled", report, kept,',
    replace: 'queueMicrotask(() => record({ type: "note" } as never)); void ({ type: "runnerSettled", report, kept,',
    killer: { file: "runners/run-phase.test.ts", test: "the journal and the screens learn of it in this order" },
  },
  {
    name: "keep the data because the journal can't be written",
    file: "runners/phase-parts.ts",
    find: "log.error(`${messageOf(error)}: \\`rigline resume\\` might repeat this step (${entry.type})`);",
    replace: "throw error;",
    notSimulated: "resumed",
    killer: {
      file: "runners/run-phase.test.ts",
      test: "a journal that can't be written is told, and the data is handed off all the same",
    },
  },
  {
    name: "clean away a file that was changed since it was looked at",
    file: "clean/delete-session-files.ts",
    find: " || entry.size !== file.bytes || entry.modifiedNs !== file.modifiedNs",
    replace: "",
    notSimulated: "cleaned",
    killer: {
      file: "clean/clean-session.test.ts",
      test: "what was changed since it was looked at stays, is named, and is gone on with when it was looked at again",
    },
  },
  {
    name: "clean through a folder that has become a link",
    file: "clean/delete-session-files.ts",
    find: "fileSystem.realPath(folder) !== folder",
    replace: "fileSystem.realPath(folder) === ''",
    notSimulated: "cleaned",
    killer: { file: "clean/clean-session.test.ts", test: "nor one that becomes a link while it is gone through" },
  },
  {
    name: "clean before that is on record",
    file: "clean/clean-session.ts",
    find: 'record("cleaning", row.files, row.bytes);',
    replace: "",
    notSimulated: "cleaned",
    killer: {
      file: "clean/clean-session.test.ts",
      test: "killed at any step it is on record before anything is gone, and the next one goes on to the end",
    },
  },
  {
    name: "clean away what a rig of the same data folder recorded",
    file: "clean/plan-clean.ts",
    find: "if (session.rigName !== rigName)",
    replace: "if (session.rigName === '')",
    notSimulated: "cleaned",
    killer: {
      file: "clean/clean.test.ts",
      test: "what stays is said with its reason: the plugin's own, its word, its age, another rig",
    },
  },
]);
