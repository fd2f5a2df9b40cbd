import { dirname } from "node:path";
import type { LauncherConfig } from "../config/launcher-config.js";
import { HAND_OFF_FINDING, type Finding } from "../lifecycle/lifecycle-hooks.js";
import { showCommand } from "../programs/program.js";
import type { Session } from "../session/session.js";
import type { TableRow } from "../ui/questions.js";
import { stagesOf } from "./experiment-stages.js";

/** What is decided of a session besides what is asked, for whoever confirms it. */
export function describePlan(plan: Session, config: LauncherConfig, findings: readonly Finding[]): TableRow[] {
  const programs = stagesOf(config).map(({ program }) => showCommand(program.command));
  const task = plan.experiment === "" ? programs.join("\n") : plan.experiment;
  const handOff = findings.find(({ subject, level }) => subject === HAND_OFF_FINDING && level !== "error");
  return [
    { label: "Rig", text: plan.rigName },
    ...(plan.simulated === true ? [{ label: "Simulated", text: "nothing of it is handed off" }] : []),
    { label: "Task", text: task === "" ? "none: the config names no experiment" : task },
    // Its own folder is named by the moment in which it opens.
    { label: "Data", text: dirname(plan.directory) },
    ...(handOff === undefined ? [] : [{ label: "Hand-off", text: handOff.message }]),
  ];
}
