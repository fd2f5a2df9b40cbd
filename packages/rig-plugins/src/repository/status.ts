/** How one file differs from what is committed. */
export interface Change {
  /** From the repository's root, `/` between folders. */
  readonly path: string;
  readonly kind: "changed" | "untracked";
}

export interface GitStatus {
  /** The full hash; undefined in a repository without a commit. */
  readonly commit: string | undefined;
  /** Undefined: none is checked out (`detached`). */
  readonly branch: string | undefined;
  readonly changes: readonly Change[];
}

/** Fields before the path in an entry of `git status --porcelain=v2`, by its first letter. */
const FIELDS: Readonly<Record<string, number>> = { "1": 8, "2": 9, u: 10 };

/**
 * Reads what `git status --porcelain=v2 --branch -z` prints (git-status(1), "Porcelain Format Version 2"). Of a submodule the
 * repository tells that another commit is checked out; what is changed within it, it tells of itself.
 */
export function parseStatus(text: string): GitStatus {
  const entries = text.split("\0");
  const changes: Change[] = [];
  let commit: string | undefined;
  let branch: string | undefined;
  for (let at = 0; at < entries.length; at += 1) {
    const entry = entries[at] ?? "";
    const kind = entry[0] ?? "";
    if (entry.startsWith("# branch.oid ")) commit = named(entry, "(initial)");
    else if (entry.startsWith("# branch.head ")) branch = named(entry, "(detached)");
    else if (kind === "?") changes.push({ path: entry.slice(2), kind: "untracked" });
    else if (FIELDS[kind] !== undefined) {
      const fields = entry.split(" ");
      const isWithin = /^S\.[M.][U.]$/.test(fields[2] ?? "") && fields[1]?.startsWith(".") === true;
      if (!isWithin) changes.push({ path: fields.slice(FIELDS[kind]).join(" "), kind: "changed" });
      // A renamed file is followed by the name that it had.
      if (kind === "2") at += 1;
    }
  }
  return { commit, branch, changes };
}

function named(entry: string, none: string): string | undefined {
  const value = entry.split(" ").slice(2).join(" ");
  return value === none ? undefined : value;
}
