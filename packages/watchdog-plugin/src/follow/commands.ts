import { quoteArgument } from "@rigline/manifest";

export { redriveCommand } from "@rigline/manifest";

/** How a person looks at all jobs of a flag folder. */
export function statusCommand(configFile: string): string {
  return `rigline-watchdog status -c "${configFile}"`;
}

/** How a person starts a daemon for a flag folder. `program`: of an external service. */
export function watchCommand(configFile: string, program?: string): string {
  return `${program === undefined ? "rigline-watchdog" : quoteArgument(program)} -c "${configFile}"`;
}
