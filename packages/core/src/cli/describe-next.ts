import type { SessionStanding } from "../report/render-sessions.js";
import type { SessionSummary } from "../session/list-sessions.js";
import { quote } from "./name-command.js";

/** What comes next for a session, one sentence with the command to type; undefined: nothing is left to do. */
export function describeNext(
  summary: SessionSummary,
  standing: SessionStanding,
  { rigName, handOff }: { readonly rigName: string; readonly handOff: string },
): string | undefined {
  if (standing === "running") return "it runs right now; nothing to do until it ends";
  const { damage, problem, session } = summary;
  const skip = `\`rigline resume ${quote(summary.name)} --skip-damaged\``;
  if (standing === "unreadable")
    return session === undefined
      ? `the data is untouched; look into ${summary.directory}, and copy it by hand`
      : `the data is untouched; ${skip} hands it off, without what its journal knew`;
  if (standing === "finished" || saysItself(summary, handOff)) return undefined;
  const other = session?.rigName;
  const where = other === undefined || other === rigName ? "" : `on rig ${other}, `;
  if (damage !== undefined || problem !== undefined)
    return `${where}${skip} goes on with what is left of its journal; the experiment is not run, and a step that was done may be repeated`;
  return `${where}\`rigline resume ${quote(summary.name)}\` ${describeLeft(summary)}`;
}

/** The plugin that hands off names the command itself, and there is no other step to resume. */
function saysItself({ owed }: SessionSummary, handOff: string): boolean {
  return owed !== undefined && owed.length <= 1 && handOff.includes("`");
}

function describeLeft({ owed, outcome }: SessionSummary): string {
  if (owed !== undefined) return `runs ${owed.join(", ")} again, and nothing that is done`;
  if (outcome === undefined) return "goes on where the launcher stopped, before or in the experiment";
  return "does what is left after the experiment; the launcher stopped before the end";
}
