import type { LauncherListing, ListedPlugin } from "./launcher-listing.js";

const ORDER = [
  "Hooks, each with its handlers as they are called, and why",
  "(loading goes by the config's list, and by file name in plugins/; what a plugin needs is loaded before it)",
];

/** What `rigline plugins` prints. */
export function renderPlugins({ plugins, hooks, configFile, doneWithout = [] }: LauncherListing): string {
  const from = configFile ?? "no config file";
  if (plugins.length === 0 && doneWithout.length === 0)
    return configFile === undefined ? "No plugins: there is no config file." : `No plugins are named in ${configFile}.`;
  const listed = plugins.flatMap((plugin) => {
    const { name, version, origin, file, isolate, required, section, dependsOn, needs, provides, offers } = plugin;
    const others = Object.entries(dependsOn).map(([other, range]) => (range === true ? other : `${other} ${range}`));
    return [
      `  ${name} ${version}`,
      `    from     ${file ?? "an object given to the launcher"}${ORIGINS[origin]}`,
      ...(isolate === undefined ? [] : ["    runs     in a process of its own"]),
      ...(required ? [] : ["    may      fail, or be missing: it is not required"]),
      ...(section === undefined ? [] : [`    options  section "${section}" and the entry's "with"`]),
      ...(others.length === 0 ? [] : [`    behind   ${others.join(", ")}`]),
      ...(needs.length === 0 ? [] : [`    needs    ${needs.join(", ")}`]),
      ...(provides.length === 0 ? [] : [`    provides ${provides.join(", ")}`]),
      ...(offers.length === 0 ? [] : [`    offers   ${offers.join(", ")}`]),
      ...(plugin.extends.length === 0 ? [] : [`    extends  ${plugin.extends.join(", ")}`]),
    ];
  });
  const ordered = hooks.flatMap(({ hook, kind, timeoutMs, handlers }) => [
    `  ${hook} (${kind}, ${timeoutMs / 1000} s)`,
    ...handlers.map(({ position, plugin, reasons }) => `    ${position}. ${plugin}: ${reasons.join("; ")}`),
  ]);
  const without = doneWithout.map((said) => `  ${said}`);
  return [`Plugins (${from})`, ...listed, ...without, "", ...ORDER, ...ordered].join("\n");
}

const ORIGINS: Readonly<Record<ListedPlugin["origin"], string>> = {
  config: "",
  given: "",
  found: " (found in plugins/, not named in the config)",
  section: " (its section is written; not named in the config)",
};
