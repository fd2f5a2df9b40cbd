import { join } from "node:path";
import {
  definePlugin,
  ENVIRONMENT,
  FILE_SYSTEM,
  LOADED_VERSIONS,
  MACHINE,
  type Plugin,
  PROCESS_RUNNER,
  RESOLVED_CONFIG,
  writeDurably,
} from "@rigline/core";
import { HAND_OFF_FILES, handOffFiles } from "../places/hand-off-files.js";
import { VERSION } from "../version.js";
import { describeEnvironment, type EnvironmentRecord } from "./describe-environment.js";
import { type EnvironmentOptions, EnvironmentOptionsSchema } from "./environment-options.js";

/** Writes down what each session ran with: versions of launcher, plugins, Node, system, Python and Bonsai packages, drivers. */
export const environmentPlugin: Plugin<EnvironmentOptions> = definePlugin({
  name: "environment",
  version: VERSION,
  section: "environment",
  options: EnvironmentOptionsSchema,
  needs: {
    processes: PROCESS_RUNNER,
    environment: ENVIRONMENT,
    fileSystem: FILE_SYSTEM,
    machine: MACHINE,
    installation: LOADED_VERSIONS,
    config: RESOLVED_CONFIG,
  },
  extends: { mapping: HAND_OFF_FILES },
  hooks: {
    ready: ({ runners }, { options, extends: { mapping } }) => {
      handOffFiles({ runners, mapping }, "environment", [options.file]);
      runners.add({
        name: "environment",
        phase: "preSession",
        // Beside what else is prepared; a session without it is a session all the same.
        concurrent: true,
        onFailure: "continue",
        run: async ({ needs, session, signal, report, log }) => {
          const record = await describeEnvironment(needs, options, signal);
          const path = join(session.directory, options.file);
          writeDurably(path, `${JSON.stringify(record, undefined, 2)}\n`, { fileSystem: needs.fileSystem });
          report("ran with", summarize(record));
          for (const sentence of record.unknown) log.warning(sentence);
        },
      });
    },
  },
});

function summarize({ rigline, plugins, python, bonsai, programs }: EnvironmentRecord): string {
  const count = (packages: object, of: string): string => {
    const { length } = Object.keys(packages);
    return `${length} ${of} ${length === 1 ? "package" : "packages"}`;
  };
  return [
    `rigline ${rigline}, ${plugins.length === 1 ? "1 plugin" : `${plugins.length} plugins`}`,
    ...(python === null ? [] : [count(python.packages, "Python")]),
    ...(bonsai === null ? [] : [count(bonsai.packages, "Bonsai")]),
    ...Object.entries(programs).map(([name, said]) => `${name} ${said.split("\n")[0] ?? ""}`),
  ].join(", ");
}
