import { join } from "node:path";
import {
  CLOCK,
  definePlugin,
  ENVIRONMENT,
  FILE_SYSTEM,
  fillText,
  type Finding,
  MACHINE,
  type Plugin,
  PROCESS_RUNNER,
  RESOLVED_CONFIG,
  type ResolvedConfig,
  resolveFrom,
  UI,
  writeDurably,
} from "@rigline/core";
import { z } from "zod";
import { replaceWithHistory, toJsonText } from "../places/replace-with-history.js";
import { whyAway } from "../places/why-away.js";
import { HAND_OFF_FILES, handOffFiles } from "../places/hand-off-files.js";
import { VERSION } from "../version.js";
import { findRecords, type LibraryScope, pathOfOwn } from "./find-records.js";
import { type LibraryOptions, LibraryOptionsSchema } from "./library-options.js";
import { pickRecords } from "./pick-records.js";
import { readRecord } from "./validate-record.js";

const ANSWER_SECONDS = 5;
const PickedSchema = z.record(z.string(), z.string());

/** Picks rig, task and trainer state of a session out of a lab's library, and writes back what the session has changed. */
export const libraryPlugin: Plugin<LibraryOptions> = definePlugin({
  name: "library",
  version: VERSION,
  section: "default_behavior_picker",
  options: LibraryOptionsSchema,
  needs: {
    ui: UI,
    fileSystem: FILE_SYSTEM,
    config: RESOLVED_CONFIG,
    processes: PROCESS_RUNNER,
    environment: ENVIRONMENT,
    clock: CLOCK,
    machine: MACHINE,
  },
  extends: { mapping: HAND_OFF_FILES },
  hooks: {
    preflight: async (_payload, { needs, options, signal }): Promise<Finding> => {
      const scope = scopeOf(needs, options, "");
      const why = await whyAway(needs, scope.root, ANSWER_SECONDS, signal);
      const todo = "Connect it, or correct `config_library_dir` of the section default_behavior_picker.";
      if (why !== undefined) return found("error", `the library ${scope.root} ${why}`, todo);
      const rigs = options.kinds.includes("rig") ? findRecords(needs.fileSystem, "rig", scope) : undefined;
      if (rigs?.length === 0)
        return found(
          "error",
          `the library has no rig of ${scope.computer}: ${join(scope.root, "Rig", scope.computer)}`,
          "Put its JSON file there, or correct `computer_name`.",
        );
      return found(
        "ok",
        `${scope.root}${rigs === undefined ? "" : `, rigs of ${scope.computer}: ${rigs.map(({ label }) => label).join(", ")}`}`,
      );
    },
    beforeSession: ({ subject }, { needs, options, log }) => {
      const { root } = scopeOf(needs, options, subject);
      const home = join(root, "Subjects");
      if (options.subjects === "ignore" || needs.fileSystem.exists(join(home, subject))) return undefined;
      const reason = `the library has no subject ${subject}`;
      if (options.subjects === "require")
        return { reason, todo: `Correct the subject, or make the folder ${join(home, subject)}.` };
      log.warning(reason);
      return undefined;
    },
    ready: ({ runners }, { options, extends: { mapping } }) => {
      handOffFiles({ runners, mapping }, "library", ["library.json"]);
      const pick = runners.add({
        name: "library",
        phase: "preSession",
        result: PickedSchema,
        run: async ({ needs, session, signal, log, report }) => {
          const scope = scopeOf(needs, options, session.subject);
          const picked = await pickRecords({ ...needs, log }, options, scope, { session, signal });
          writeDurably(join(session.directory, "library.json"), toJsonText({ library: scope.root, picked }), needs);
          for (const [kind, path] of Object.entries(picked)) report(kind.replaceAll("_", " "), path);
          return picked;
        },
      });
      const returning = [...options.by_animal, ...options.write_back].flatMap(({ kind, from }) =>
        from === undefined ? [] : [{ kind, from }],
      );
      if (returning.length === 0) return;
      runners.add({
        name: "library-write",
        phase: "postSession",
        simulated: "skip",
        needs: { pick },
        when: { outcome: ["success"] },
        run: ({ needs: { config, fileSystem, machine, environment }, session, report, log }) => {
          const scope = scopeOf({ config, machine, environment }, options, session.subject);
          for (const { kind, from } of returning) {
            const source = resolveFrom(config, fillText(from, config, session));
            if (!fileSystem.exists(source)) {
              log.warning(`nothing is written back of ${kind}: there is no ${source}`);
              continue;
            }
            const path = pathOfOwn(fileSystem, kind, scope);
            replaceWithHistory(fileSystem, path, readRecord(fileSystem, source), session);
            report(`${kind.replaceAll("_", " ")} written`, path);
          }
        },
      });
    },
  },
});

interface ScopeParts {
  readonly config: ResolvedConfig;
  readonly environment: Readonly<Record<string, string>>;
  readonly machine: { readonly hostname: string };
}

function scopeOf({ config, environment, machine }: ScopeParts, options: LibraryOptions, subject: string): LibraryScope {
  return {
    root: resolveFrom(config, options.config_library_dir),
    computer: options.computer_name ?? environment["COMPUTERNAME"] ?? machine.hostname,
    subject,
  };
}

function found(level: Finding["level"], message: string, todo?: string): Finding {
  return { level, subject: "library", message, ...(todo === undefined ? {} : { todo }) };
}
