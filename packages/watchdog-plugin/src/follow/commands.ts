import { fillRedrive, quoteArgument } from "@rigline/manifest";

export { redriveCommand } from "@rigline/manifest";

/** How a person looks at all jobs of a flag folder. */
export function statusCommand(configFile: string): string {
  return `rigline-watchdog status -c "${configFile}"`;
}

/** How a person starts a daemon for a flag folder. `program`: of an external service. */
export function watchCommand(configFile: string, program?: string): string {
  return `${program === undefined ? "rigline-watchdog" : quoteArgument(program)} -c "${configFile}"`;
}

/** Advice that speaks of redriving, or says nothing of it, with the whole command. */
export function sayRedrive(advice: string, command: string): string {
  const filled = fillRedrive(advice, command);
  return filled.includes(command) ? filled : `${advice} Then \`${command}\`.`;
}

/** Advice that speaks of resuming, with the session's name, so that the command can be typed as it stands. */
export function sayResume(advice: string, { name }: { readonly name: string }): string {
  return advice.replaceAll("`rigline resume`", `\`rigline resume ${name}\``);
}
