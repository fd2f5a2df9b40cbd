import path from "node:path";

/**
 * How this process was started, to be typed again in another folder: `rigline`, `npx rigline`, or npx with the project in
 * which it finds rigline where that folder lies outside it.
 */
export function nameCommand(environment: Readonly<Record<string, string>>, folder: string): string {
  // On Windows the snapshot of the environment has its names in capitals.
  const read = (name: string): string | undefined => environment[name] ?? environment[name.toUpperCase()];
  if (read("npm_command") !== "exec" || read("npm_lifecycle_event") !== "npx") return "rigline";
  const project = read("npm_config_local_prefix");
  if (project === undefined || isInside(folder, project)) return "npx rigline";
  return `npx --prefix ${quote(project)} rigline`;
}

export function quote(text: string): string {
  return /\s/u.test(text) ? `"${text}"` : text;
}

function isInside(folder: string, project: string): boolean {
  const steps = path.relative(project, folder);
  return !path.isAbsolute(steps) && steps.split(path.sep)[0] !== "..";
}
