import type { PageRig } from "@rigline/foundation/page";
import type { SourcedRow } from "../feed/make-rows.js";
import type { ActRequest } from "./act-request.js";

/** The scripts that acts are done by. */
export interface ActScripts {
  /** Of `rigline-watchdog`; undefined: it is not installed here. */
  readonly watchdog: string | undefined;
  readonly watchConfig: string | undefined;
  /** Absent: the page shows a daemon alone. */
  readonly rig: PageRig | undefined;
}

/** Script and arguments of what is asked of one session; undefined: nobody here can do it. */
export function commandOfAct(
  scripts: ActScripts,
  { act, reason, subject }: ActRequest,
  target: SourcedRow,
): readonly string[] | undefined {
  const { job, session } = target;
  const why = reason === undefined || reason === "" ? [] : [`--reason=${reason}`];
  switch (act) {
    case "hold":
    case "release":
      return job === undefined ? launcher(scripts, [act], session) : daemon(scripts, [act], job.file);
    case "cancel":
      return job === undefined ? launcher(scripts, [act, ...why], session) : daemon(scripts, [act, ...why], job.file);
    case "redrive":
      return job && daemon(scripts, ["redrive", "--now"], job.file);
    case "verify":
      return job && daemon(scripts, ["verify"], job.name);
    case "discard":
      return launcher(scripts, [act, ...why], session);
    case "relabel":
      return subject === undefined ? undefined : launcher(scripts, [act, `--subject=${subject}`], session);
    case "handoff":
      return launcher(scripts, [], session);
    case "plan":
    case "clean":
      return undefined;
  }
}

/** The same of what is asked of the whole rig. */
export function commandOfCleaning({ rig }: ActScripts, act: "plan" | "clean"): readonly string[] | undefined {
  const how = act === "plan" ? ["--dry-run"] : ["--yes"];
  return rig && [rig.script, "clean", ...how, "--no-input", "--json", "--quiet", ...rig.options];
}

/** Behind `--` nothing is taken for an option, however a session is called. */
function daemon(
  { watchdog, watchConfig }: ActScripts,
  [command = "", ...options]: readonly string[],
  name: string,
): readonly string[] | undefined {
  if (watchdog === undefined || watchConfig === undefined) return undefined;
  return [watchdog, command, "-c", watchConfig, "--json", ...options, "--", name];
}

function launcher(
  { rig }: ActScripts,
  words: readonly string[],
  session: SourcedRow["session"],
): readonly string[] | undefined {
  if (rig === undefined || session === undefined) return undefined;
  return [rig.script, "handoff", ...words, "--no-input", "--json", "--quiet", ...rig.options, "--", session.directory];
}
