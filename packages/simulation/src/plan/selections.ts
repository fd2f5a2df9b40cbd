/** What of a session's modalities patterns leave at the rig. */
interface Selection {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** By our own reckoning, and not by the programs' that read the patterns: whether they leave a file of that path. */
  readonly leaves: (path: string) => boolean;
}

export const SELECTIONS = {
  "all but .tmp": { include: [], exclude: ["*.tmp"], leaves: (path) => path.endsWith(".tmp") },
  ".bin alone": { include: ["*.bin"], exclude: [], leaves: (path) => !path.endsWith(".bin") },
  "all but behavior/a": {
    include: [],
    exclude: ["behavior/a"],
    leaves: (path) => path.startsWith("behavior/a/"),
  },
  ".bin of behavior, but not of a": {
    include: ["behavior/**/*.bin"],
    exclude: ["a/"],
    leaves: (path) => !path.startsWith("behavior/") || !path.endsWith(".bin") || path.includes("/a/"),
  },
} as const satisfies Readonly<Record<string, Selection>>;

export type SelectionName = keyof typeof SELECTIONS;

export function selectionOf(name: SelectionName | undefined): Selection | undefined {
  return name === undefined ? undefined : SELECTIONS[name];
}
