import { type ProgramEnd, type ProgramPorts } from "../programs/ask-program.js";
import { openGit } from "./git.js";
import type { Repository } from "./read-repository.js";

/** So many paths fit into one command line on Windows. */
const PATHS_AT_ONCE = 50;

/**
 * Throws away what is not committed, of submodules too: what was told, and nothing else. Returns why it could not be done, one
 * phrase; undefined when it was.
 */
export async function resetRepository(ports: ProgramPorts, repository: Repository): Promise<string | undefined> {
  const { root, changes, submodules } = repository;
  const git = openGit(ports, root);
  const steps: (() => Promise<ProgramEnd>)[] = [];
  if (changes.some(({ kind }) => kind === "changed")) steps.push(() => git.run("reset", "--hard", "--quiet"));
  // Each file by its name: a folder may also hold what is not this repository's.
  const untracked = changes.filter(({ kind }) => kind === "untracked").map(({ path }) => path);
  for (let at = 0; at < untracked.length; at += PATHS_AT_ONCE) {
    const paths = untracked.slice(at, at + PATHS_AT_ONCE);
    steps.push(() => git.run("--literal-pathspecs", "clean", "--force", "--quiet", "--", ...paths));
  }
  for (const step of steps) {
    const { ok, why } = await step();
    if (!ok) return why;
  }
  for (const submodule of submodules) {
    const why = submodule.isInitialized ? await resetRepository(ports, submodule) : undefined;
    if (why !== undefined) return why;
  }
  if (submodules.length === 0) return undefined;
  const update = await git.run("submodule", "update", "--init", "--recursive", "--force", "--quiet");
  return update.ok ? undefined : update.why;
}
