import {
  definePlugin,
  ENVIRONMENT,
  FILE_SYSTEM,
  type Plugin,
  PROCESS_RUNNER,
  RESOLVED_CONFIG,
  resolveFrom,
  UI,
} from "@rigline/core";
import { addFormRunners } from "../forms/add-form-runners.js";
import { HAND_OFF_FILES, handOffFiles } from "../places/hand-off-files.js";
import { VERSION } from "../version.js";
import { startWaterlog, waterlogFlags } from "./start-waterlog.js";
import { fieldsAfter, fieldsBefore, initialAfter, withBaseline } from "./water-fields.js";
import { waterLogError } from "./water-log-errors.js";
import { type WaterLogOptions, WaterLogOptionsSchema } from "./water-log-options.js";

const NAME = "water-log";

/** Weight before, water after each session: asked with the subject's last values beside it, kept, and handed to clabe's waterlog.exe. */
export const waterLogPlugin: Plugin<WaterLogOptions> = definePlugin({
  name: NAME,
  version: VERSION,
  section: "waterlog",
  options: WaterLogOptionsSchema,
  needs: {
    ui: UI,
    fileSystem: FILE_SYSTEM,
    config: RESOLVED_CONFIG,
    processes: PROCESS_RUNNER,
    environment: ENVIRONMENT,
  },
  extends: { mapping: HAND_OFF_FILES },
  hooks: {
    ready: ({ runners }, { needs, options, extends: { mapping } }) => {
      const { program, mouse_weight: weight } = options;
      const { before, after } = addFormRunners(runners, {
        name: NAME,
        before: fieldsBefore(options),
        after: fieldsAfter(options),
        csv: resolveFrom(needs.config, options.csv),
        initialBefore: typeof weight === "number" ? { weight } : {},
        initialAfter: initialAfter(options),
        fieldsFor: (fields, subject) => withBaseline(options, fields, subject),
      });
      handOffFiles({ runners, mapping }, NAME, [`${NAME}.json`], [after]);
      if (program === undefined) return;
      runners.add({
        name: `${NAME}-program`,
        phase: "postSession",
        simulated: "skip",
        needs: { before, after },
        // The data are handed off beside it: somebody has to close its window.
        concurrent: true,
        onFailure: "continue",
        run: async ({ needs: { before, after, config, processes, environment }, session, signal }) => {
          const flags = waterlogFlags(options, session, { before, after });
          const where = { directory: config.folder, signal };
          const why = await startWaterlog({ processes, environment }, resolveFrom(config, program), flags, where);
          if (why !== undefined) throw waterLogError("WATERLOG_FAILED", { what: why });
        },
      });
    },
  },
});
