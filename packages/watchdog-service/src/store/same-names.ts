import { sep } from "node:path";

/** What one call of rclone brings. */
interface Group {
  /** The folder, or with `as` the file, that is copied from. Absolute. */
  readonly from: string;
  /** The folder in the store; empty: the session's own. */
  readonly to: string;
  /** Below both, `/` between folders; or the one path that a file with another name gets. */
  readonly names: { readonly all: string[] } | { readonly as: string };
}

/**
 * Files together that lie below one folder as they are to lie below another: rclone copies such by one call, and a file whose name is
 * another in the store by itself.
 */
export function groupsOf(files: readonly { readonly path: string; readonly source: string }[]): readonly Group[] {
  const groups = new Map<string, Group & { readonly names: { readonly all: string[] } }>();
  const single: Group[] = [];
  for (const { path, source } of files) {
    const shared = sharedEnd(path.split("/"), source.split(sep));
    if (shared === 0) {
      single.push({ from: source, to: "", names: { as: path } });
      continue;
    }
    const name = path.split("/").slice(-shared).join("/");
    const from = source.split(sep).slice(0, -shared).join(sep) || sep;
    const to = path.split("/").slice(0, -shared).join("/");
    const key = `${from}\0${to}`;
    const group = groups.get(key) ?? { from, to, names: { all: [] } };
    group.names.all.push(name);
    groups.set(key, group);
  }
  return [...groups.values(), ...single];
}

/** How many names at their ends are the same. */
function sharedEnd(one: readonly string[], other: readonly string[]): number {
  const most = Math.min(one.length, other.length - 1);
  for (let count = 0; count < most; count += 1) if (one.at(-1 - count) !== other.at(-1 - count)) return count;
  return most;
}
