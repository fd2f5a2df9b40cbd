/** One trial: with these plugins, in the order of loading, and whether the fault showed. */
export interface BisectStep<Plugin> {
  readonly enabled: readonly Plugin[];
  readonly leftOut: readonly Plugin[];
  readonly faulty: boolean;
}

export type BisectResult<Plugin> =
  /** The fault shows with the culprit and what it needs; `together`: only with these others as well. */
  | { readonly found: true; readonly culprit: Plugin; readonly together: readonly Plugin[] }
  /** It does not show with all of them, or it shows with none. */
  | { readonly found: false; readonly showsWith: "none" | "no plugin at all" };

export interface BisectOptions<Plugin> {
  /** In dependency order. */
  readonly plugins: readonly Plugin[];
  /** What a plugin can't do without, itself not among it. */
  readonly needsOf: (plugin: Plugin) => readonly Plugin[];
  /** Whether the fault shows with these alone. */
  readonly judge: (enabled: readonly Plugin[], leftOut: readonly Plugin[]) => Promise<boolean>;
  readonly onStep?: (step: BisectStep<Plugin>) => void;
}

/**
 * Finds the plugin that a fault comes with: the shortest beginning of the order of loading that shows it ends with it. A
 * beginning brings along what its plugins need, so that nothing fails for want of it. `log2(n)` trials, and three or four
 * to be sure of the answer.
 */
export async function bisectPlugins<Plugin>(options: BisectOptions<Plugin>): Promise<BisectResult<Plugin>> {
  const { plugins } = options;
  const shows = async (enabled: readonly Plugin[]): Promise<boolean> => {
    const leftOut = plugins.filter((plugin) => !enabled.includes(plugin));
    const faulty = await options.judge(enabled, leftOut);
    options.onStep?.({ enabled, leftOut, faulty });
    return faulty;
  };
  if (!(await shows(plugins))) return { found: false, showsWith: "none" };
  if (await shows([])) return { found: false, showsWith: "no plugin at all" };
  const length = await shortestFaulty(plugins.length, (count) => shows(plugins.slice(0, count)));
  const culprit = plugins[length - 1] as Plugin;
  const alone = withNeeds([culprit], options);
  const before = plugins.slice(0, length - 1).filter((plugin) => !alone.includes(plugin));
  if (before.length === 0 || (await shows(alone))) return { found: true, culprit, together: [] };
  // From the end of those before it: the shortest stretch that the fault needs begins with its other half.
  const stretch = before.toReversed();
  const needed = await shortestFaulty(stretch.length, (count) =>
    shows(withNeeds([culprit, ...stretch.slice(0, count)], options)),
  );
  return { found: true, culprit, together: stretch.slice(needed - 1, needed) };
}

/** The smallest count that shows the fault; none does, and `count` does, which is known. */
async function shortestFaulty(count: number, shows: (count: number) => Promise<boolean>): Promise<number> {
  let well = 0;
  let faulty = count;
  while (faulty - well > 1) {
    const middle = Math.floor((well + faulty) / 2);
    if (await shows(middle)) faulty = middle;
    else well = middle;
  }
  return faulty;
}

/** These and all that they need, in the order of loading. */
function withNeeds<Plugin>(wanted: readonly Plugin[], { plugins, needsOf }: BisectOptions<Plugin>): readonly Plugin[] {
  const all = new Set<Plugin>();
  const add = (plugin: Plugin): void => {
    if (all.has(plugin)) return;
    all.add(plugin);
    for (const needed of needsOf(plugin)) add(needed);
  };
  for (const plugin of wanted) add(plugin);
  return plugins.filter((plugin) => all.has(plugin));
}
