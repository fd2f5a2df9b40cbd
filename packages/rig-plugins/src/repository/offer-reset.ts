import type { TableRow, Ui } from "@rigline/core";
import type { ProgramPorts } from "../programs/ask-program.js";
import { describeRepository } from "./describe-repository.js";
import { allChanges, type Repository } from "./read-repository.js";
import { resetRepository } from "./reset-repository.js";

export interface ResetDecision {
  /** `reset`: it was thrown away. `stop` with `why`: it was to be, and could not. */
  readonly decision: "stop" | "run" | "reset";
  readonly why?: string;
}

/** Asks whoever sits at the rig what becomes of changes that nobody committed; throws them away after two confirmations. */
export async function offerReset(
  { ui, ...ports }: ProgramPorts & { readonly ui: Ui },
  repository: Repository,
  mayReset: boolean,
): Promise<ResetDecision> {
  const reset = { value: "reset", label: "Throw the changes away", hint: "asks twice" };
  const decision = await ui.pick({
    key: "repository.dirty",
    message: `${describeRepository(repository)}. What now?`,
    choices: [
      { value: "stop", label: "Stop, so that they can be committed" },
      { value: "run", label: "Run this session with them", hint: "as --allow-dirty does" },
      ...(mayReset ? [reset] : []),
    ],
    fallback: "stop",
    remember: "never",
  });
  if (decision !== "reset") return { decision: decision === "run" ? "run" : "stop" };
  const changes = allChanges(repository);
  const isMeant =
    (await ui.confirm({
      key: "repository.reset",
      message: `Throw away ${changes.length === 1 ? "this change" : `these ${changes.length} changes`}?`,
      table: changes.map(toRow),
    })) &&
    (await ui.confirm({
      key: "repository.reset_again",
      message: "They can't be had back by anything. Throw them away all the same?",
    }));
  if (!isMeant) return { decision: "stop" };
  const why = await resetRepository(ports, repository);
  return why === undefined ? { decision: "reset" } : { decision: "stop", why };
}

function toRow({ path, kind }: ReturnType<typeof allChanges>[number]): TableRow {
  return { label: kind === "changed" ? "back to what is committed" : "deleted", text: path };
}
