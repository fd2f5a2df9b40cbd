import { basename } from "node:path";

/** How a person looks at all jobs of a flag folder. */
export function statusCommand(configFile: string): string {
  return `rigline-watchdog status -c "${configFile}"`;
}

/** How a person starts a daemon for a flag folder. `program`: of an external service. */
export function watchCommand(configFile: string, program?: string): string {
  return `${program === undefined ? "rigline-watchdog" : quote(program)} -c "${configFile}"`;
}

/** How a person puts a parked job back. A manifest that could not be read has no name but its file's. */
export function redriveCommand(configFile: string, name: string | undefined, manifest: string): string {
  return `rigline-watchdog redrive -c "${configFile}" ${quote(name ?? basename(manifest))}`;
}

/** Advice that speaks of redriving, or says nothing of it, with the whole command. */
export function sayRedrive(advice: string, command: string): string {
  const asked = "`rigline-watchdog redrive`";
  return advice.includes(asked) ? advice.replaceAll(asked, `\`${command}\``) : `${advice} Then \`${command}\`.`;
}

/** Advice that speaks of resuming, with the session's name, so that the command can be typed as it stands. */
export function sayResume(advice: string, { name }: { readonly name: string }): string {
  return advice.replaceAll("`rigline resume`", `\`rigline resume ${name}\``);
}

function quote(argument: string): string {
  return /^[\w.@-]+$/.test(argument) ? argument : `"${argument}"`;
}
