import picomatch from "picomatch";

/**
 * Which files of a manifest's modalities are taken: those that one of `include` matches (all, when there is none) and none of
 * `exclude` does. A pattern is matched with the path that a file has at the destination, relative to `<destination>/<name>`, `/`
 * between folders: `behavior/logs/launcher.log`. One without a slash is matched with each name on the way. What matches a folder
 * matches all that is in it.
 */
export interface FilePatterns {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** From several sources, such as a manifest and a watch config: a file is taken when each of them takes it. */
export type Selection = readonly FilePatterns[];

interface Pattern {
  readonly text: string;
  readonly matches: (path: string) => boolean;
}

/** What one `FilePatterns` says of a path; `included` by its own match or by a folder's above it. */
interface Verdict {
  readonly included: boolean;
  readonly excluded: boolean;
}

const AT_THE_TOP: Verdict = { included: false, excluded: false };

interface Stage {
  readonly include: readonly Pattern[];
  readonly exclude: readonly Pattern[];
  /** Of folders. */
  readonly known: Map<string, Verdict>;
}

/** Decides of each path whether a selection takes it, and remembers which patterns have matched nothing. */
export class Chooser {
  readonly #stages: readonly Stage[];
  readonly #unmatched: Set<string>;

  constructor(selection: Selection = []) {
    this.#stages = selection.map(({ include, exclude }) => ({
      include: include.map(compile),
      exclude: exclude.map(compile),
      known: new Map(),
    }));
    this.#unmatched = new Set(selection.flatMap(({ include, exclude }) => [...include, ...exclude]));
  }

  /** False: all is taken. */
  get isChoosy(): boolean {
    return this.#stages.some(({ include, exclude }) => include.length + exclude.length > 0);
  }

  /** Whether a file is taken, or a folder by itself; a folder that is not may hold files that are. */
  takes(path: string): boolean {
    return this.#verdicts(path).every(({ included, excluded }) => included && !excluded);
  }

  /** Whether a folder is left out with all that is in it. */
  leaves(folder: string): boolean {
    return this.#verdicts(folder).some(({ excluded }) => excluded);
  }

  /** Patterns that no path matched yet, as they are written. */
  get unmatched(): readonly string[] {
    return [...this.#unmatched];
  }

  #verdicts(path: string): readonly Verdict[] {
    return this.#stages.map((stage) => {
      const { included, excluded } = this.#judge(stage, path);
      return { included: included || stage.include.length === 0, excluded };
    });
  }

  #judge({ include, exclude, known }: Stage, path: string): Verdict {
    const folder = path.lastIndexOf("/") < 0 ? undefined : path.slice(0, path.lastIndexOf("/"));
    let above = folder === undefined ? AT_THE_TOP : known.get(folder);
    if (above === undefined && folder !== undefined) {
      above = this.#judge({ include, exclude, known }, folder);
      known.set(folder, above);
    }
    const included = this.#anyMatches(include, path) || above?.included === true;
    const excluded = this.#anyMatches(exclude, path) || above?.excluded === true;
    return { included, excluded };
  }

  /** Those that have matched nothing yet are tried also where another matches. */
  #anyMatches(patterns: readonly Pattern[], path: string): boolean {
    let matched = false;
    for (const { text, matches } of patterns) {
      if (matched && !this.#unmatched.has(text)) continue;
      if (!matches(path)) continue;
      this.#unmatched.delete(text);
      matched = true;
    }
    return matched;
  }
}

/** As people write them: with the slashes of Windows, from the top with `/` or `./`, a folder with a slash behind it. */
function compile(text: string): Pattern {
  const written = text.replaceAll("\\", "/").replace(/(?<=.)\/+$/u, "");
  const isOfPath = written.includes("/");
  const glob = written.replace(/^(?:\.?\/)+/u, "");
  // Case does not tell names apart on the users' systems. No `!`: that is what `exclude` is for.
  const isMatch = picomatch(glob === "" ? "**" : glob, { dot: true, nocase: true, nonegate: true, windows: false });
  const matches = (path: string): boolean => isMatch(isOfPath ? path : path.slice(path.lastIndexOf("/") + 1));
  return { text, matches };
}
