import { basename } from "node:path";
import { allChanges, type Repository } from "./read-repository.js";

const MOST_NAMED = 5;

/** `vr-foraging: main at 1a2b3c4d (v1.2.0), 2 files differ from what is committed: a.py, b.bonsai`. */
export function describeRepository(repository: Repository): string {
  const { root, branch, commit, tag } = repository;
  const place = branch ?? "no branch";
  const at = commit === undefined ? "without a commit" : `at ${commit.slice(0, 8)}`;
  const where = `${basename(root)}: ${place} ${at}${tag === undefined ? "" : ` (${tag})`}`;
  const paths = allChanges(repository).map(({ path }) => path);
  if (paths.length === 0) return `${where}, as committed`;
  const named = paths.slice(0, MOST_NAMED).join(", ");
  const more = paths.length > MOST_NAMED ? ` and ${paths.length - MOST_NAMED} more` : "";
  return `${where}, ${paths.length === 1 ? "1 file differs" : `${paths.length} files differ`} from what is committed: ${named}${more}`;
}
