import { definePlugin, FILE_SYSTEM, type Finding, type Plugin, RESOLVED_CONFIG, resolveFrom } from "@rigline/core";
import { VERSION } from "../version.js";
import { bonsaiCommand, chooseLayout, findBonsai } from "./bonsai-command.js";
import { type BonsaiOptions, BonsaiOptionsSchema } from "./bonsai-options.js";

/** Makes a Bonsai workflow the experiment, out of clabe's section `bonsai_app`. */
export const bonsaiPlugin: Plugin<BonsaiOptions> = definePlugin({
  name: "bonsai",
  version: VERSION,
  section: "bonsai_app",
  options: BonsaiOptionsSchema,
  needs: { config: RESOLVED_CONFIG, fileSystem: FILE_SYSTEM },
  hooks: {
    configResolved: (values, { needs, options, log }) => {
      if (values.experiment !== undefined || values.experiments !== undefined) return undefined;
      const { layout, why } = chooseLayout(needs, options, values.answers);
      if (why !== undefined) log.warning(why);
      return {
        ...values,
        experiment: {
          name: "",
          command: [...bonsaiCommand(needs, options, layout)],
          directory: options.cwd ?? ".",
          environment: {},
          ...(typeof options.timeout === "number" ? { timeout_seconds: options.timeout } : {}),
          grace_seconds: options.grace_seconds,
          success_exit_codes: [0],
        },
      };
    },
    preflight: ({ config: { simulate } }, { needs, options }): readonly Finding[] => {
      if (simulate === true) return [];
      const { config, fileSystem } = needs;
      const isOwn =
        config.values.experiment !== undefined && !isBonsai(config.values.experiment, findBonsai(needs, options));
      if (isOwn || config.values.experiments !== undefined)
        return [told("warning", "the config names an experiment of its own, so the section bonsai_app is not used")];
      const files = { workflow: options.workflow, layout: options.layout, rig: options.rig, task: options.task };
      const missing = Object.entries(files).flatMap(([key, path]) => {
        // What is only there in a session can't be looked at before it.
        if (typeof path !== "string" || path.includes("{")) return [];
        const place = resolveFrom(config, path);
        return fileSystem.exists(place) ? [] : [missingFile(key, place)];
      });
      const editor = options.is_editor_mode
        ? [
            told(
              "warning",
              "Bonsai is run in its editor, which does not say whether the workflow went well",
              "`is_editor_mode: false` in bonsai_app lets the session fail with it.",
            ),
          ]
        : [];
      return [...missing, ...editor];
    },
  },
});

function isBonsai(experiment: unknown, executable: string): boolean {
  const { command } = experiment as { readonly command?: readonly string[] };
  return command?.[0] === executable;
}

function missingFile(key: string, place: string): Finding {
  return told("error", `there is no ${place}`, `Put it there, or correct \`${key}\` in bonsai_app.`);
}

function told(level: Finding["level"], message: string, todo?: string): Finding {
  return { level, subject: "bonsai", message, ...(todo === undefined ? {} : { todo }) };
}
