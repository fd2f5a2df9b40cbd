import { join } from "node:path";
import {
  CLOCK,
  definePlugin,
  ENVIRONMENT,
  FILE_SYSTEM,
  type Finding,
  MACHINE,
  type Plugin,
  PROCESS_RUNNER,
  RESOLVED_CONFIG,
  resolveFrom,
  UI,
  writeDurably,
} from "@rigline/core";
import { replaceWithHistory, toJsonText } from "../places/replace-with-history.js";
import { HAND_OFF_FILES, handOffFiles } from "../places/hand-off-files.js";
import { VERSION } from "../version.js";
import { type CurriculumOptions, CurriculumOptionsSchema } from "./curriculum-options.js";
import { placeInSession, runCurriculum } from "./run-curriculum.js";
import { describeSuggestion, SuggestionSchema } from "./suggestion.js";

/** Asks a curriculum after each session what the subject does next, and writes that where the next session reads it. */
export const curriculumPlugin: Plugin<CurriculumOptions> = definePlugin({
  name: "curriculum",
  version: VERSION,
  section: "curriculum",
  options: CurriculumOptionsSchema,
  needs: {
    config: RESOLVED_CONFIG,
    processes: PROCESS_RUNNER,
    environment: ENVIRONMENT,
    fileSystem: FILE_SYSTEM,
    clock: CLOCK,
    machine: MACHINE,
    ui: UI,
  },
  extends: { mapping: HAND_OFF_FILES },
  hooks: {
    preflight: (payload, { needs: { config, fileSystem, machine, environment }, options }): readonly Finding[] => {
      if (payload.config.simulate === true) return [];
      const project = resolveFrom(config, options.project_directory);
      if (!fileSystem.exists(project))
        return [fault(`there is no project ${project}`, "Correct `project_directory` of the section curriculum.")];
      const search = { directory: project, environment, platform: process.platform };
      if (machine.lookUpProgram("uv", search).program === undefined)
        return [fault("uv, which runs the curriculum, can't be found", "Install uv, or put it on the PATH.")];
      return [{ level: "ok", subject: "curriculum", message: `${options.script.join(" ")} in ${project}` }];
    },
    ready: ({ runners }, { options, extends: { mapping } }) => {
      const suggest = runners.add({
        name: "curriculum",
        phase: "postSession",
        simulated: "skip",
        when: { outcome: options.outcome },
        // The data are handed off whatever a curriculum thinks of them.
        result: SuggestionSchema,
        run: async (context) => {
          const { needs, session, report } = context;
          const suggestion = await runCurriculum(needs, options, context);
          const kept = join(session.directory, "curriculum_suggestion.json");
          writeDurably(kept, toJsonText(suggestion), { fileSystem: needs.fileSystem });
          report("suggests", describeSuggestion(suggestion));
          return suggestion;
        },
      });
      handOffFiles({ runners, mapping }, "curriculum", ["curriculum_suggestion.json"], [suggest]);
      if (options.write === "no") return;
      runners.add({
        name: "curriculum-write",
        phase: "postSession",
        simulated: "skip",
        needs: { suggestion: suggest },
        when: { outcome: options.outcome },
        run: async ({ needs: { suggestion, config, fileSystem, ui }, session, report }) => {
          const path = placeInSession(config, options.output_trainer_state ?? options.input_trainer_state, session);
          if (path === undefined) return;
          const message = `Write ${describeSuggestion(suggestion)} as the next trainer state of ${session.subject}?`;
          if (options.write === "ask" && !(await ui.confirm({ key: "curriculum.write", message, initial: true }))) {
            report("trainer state", "left as it was");
            return;
          }
          replaceWithHistory(fileSystem, path, suggestion.trainer_state, session);
          report("trainer state", path);
        },
      });
    },
  },
});

function fault(message: string, todo: string): Finding {
  return { level: "error", subject: "curriculum", message, todo };
}
