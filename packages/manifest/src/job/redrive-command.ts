import { basename } from "node:path";

/** What advice on record says in general words; in journals of before without the two blanks. */
const BLANK = /`rigline-watchdog redrive(?: -c CONFIG NAME)?`/g;

/** How a person puts a parked job back, or with `now` sends one that waits for its hour. A job without a name has its manifest's. */
export function redriveCommand(
  configFile: string,
  name: string | undefined,
  manifest: string,
  { now = false }: { readonly now?: boolean } = {},
): string {
  return `rigline-watchdog redrive -c "${configFile}" ${quoteArgument(name ?? basename(manifest))}${now ? " --now" : ""}`;
}

/** Advice that was recorded in general words, with the whole command. */
export function fillRedrive(advice: string, command: string): string {
  return advice.replaceAll(BLANK, () => `\`${command}\``);
}

export function quoteArgument(argument: string): string {
  return /^[\w.@-]+$/.test(argument) ? argument : `"${argument}"`;
}
