import { join } from "node:path";
import {
  DESCRIBE_ORIGIN,
  definePlugin,
  ENVIRONMENT,
  FILE_SYSTEM,
  type Finding,
  type LauncherConfig,
  type Plugin,
  PROCESS_RUNNER,
  RESOLVED_CONFIG,
  type ResolvedConfig,
  resolveFrom,
  UI,
  writeDurably,
} from "@rigline/core";
import { HAND_OFF_FILES, handOffFiles } from "../places/hand-off-files.js";
import { VERSION } from "../version.js";
import { describeRepository } from "./describe-repository.js";
import { offerReset } from "./offer-reset.js";
import {
  allChanges,
  readRepository,
  type Repository,
  type RepositoryParts,
  toRepositoryState,
} from "./read-repository.js";
import { type RepositoryOptions, RepositoryOptionsSchema } from "./repository-options.js";

const SUBJECT = "repository";
const STATE_FILE = "repository-state.json";

/** Keeps with each session which commit it was run from, and refuses one from a repository with changes that nobody committed. */
export const repositoryPlugin: Plugin<RepositoryOptions> = definePlugin({
  name: "repository",
  version: VERSION,
  section: "repository",
  options: RepositoryOptionsSchema,
  needs: {
    processes: PROCESS_RUNNER,
    environment: ENVIRONMENT,
    fileSystem: FILE_SYSTEM,
    config: RESOLVED_CONFIG,
    ui: UI,
    describeOrigin: DESCRIBE_ORIGIN,
  },
  extends: { mapping: HAND_OFF_FILES },
  hooks: {
    preflight: async ({ config, purpose }, { needs, options, signal }) => {
      const found = await look(needs, config, options, signal);
      if ("why" in found) return unreadable(resolveFrom(needs.config, options.directory), found.why);
      const isDirty = allChanges(found).length > 0;
      if (!isDirty || config.allow_dirty || purpose === "inspection" || !needs.ui.interactive)
        return judge(found, config.allow_dirty);
      const { decision, ...told } = await offerReset(needs, found, options.offer_reset);
      if (decision === "run") return judge(found, true);
      if (decision === "stop") return told.why === undefined ? judge(found, false) : notReset(told.why);
      const again = await look(needs, config, options, signal);
      return "why" in again ? notReset(again.why) : judge(again, false);
    },
    ready: ({ runners }, { extends: { mapping } }) => handOffFiles({ runners, mapping }, SUBJECT, [STATE_FILE]),
    sessionStarted: async ({ session }, { needs, options, signal, log }) => {
      const { values } = needs.config;
      const found = await look(needs, values, options, signal);
      if ("why" in found) {
        log.warning(`which commit this session is run from is not known: ${found.why}`);
        return;
      }
      const state = toRepositoryState(found, needs.config.folder);
      const path = join(session.directory, STATE_FILE);
      writeDurably(path, `${JSON.stringify(state, undefined, 2)}\n`, { fileSystem: needs.fileSystem });
      needs.describeOrigin(session, {
        ...(found.commit === undefined ? {} : { commitHash: found.commit }),
        allowsDirtyRepository: values.allow_dirty,
      });
    },
  },
});

interface Parts extends RepositoryParts {
  readonly config: ResolvedConfig;
}

function look(
  parts: Parts,
  { data_dir, temp_dir }: LauncherConfig,
  options: RepositoryOptions,
  signal: AbortSignal,
): Promise<Repository | { readonly why: string }> {
  return readRepository(parts, {
    directory: resolveFrom(parts.config, options.directory),
    except: [data_dir, temp_dir, ".rigline", ...options.except].map((folder) => resolveFrom(parts.config, folder)),
    untracked: options.untracked,
    signal,
  });
}

function judge(repository: Repository, isAllowed: boolean): Finding {
  const message = describeRepository(repository);
  if (allChanges(repository).length === 0) return { level: "ok", subject: SUBJECT, message };
  if (isAllowed)
    return { level: "warning", subject: SUBJECT, message: `${message}, and may be run from (allow_dirty)` };
  const todo =
    "Commit them, or put them away by `git stash -u`; `rigline run --allow-dirty` runs this session with them.";
  return { level: "error", subject: SUBJECT, message, todo };
}

function unreadable(directory: string, why: string): Finding {
  return {
    level: "error",
    subject: SUBJECT,
    message: `the repository at ${directory} can't be read: ${why}`,
    todo: "Install git, or name a folder of the repository: `directory` of @rigline/rig-plugins/repository.",
  };
}

function notReset(why: string): Finding {
  return {
    level: "error",
    subject: SUBJECT,
    message: `the repository was not reset: ${why}`,
    todo: "Look at it by `git status`.",
  };
}
