import type { LauncherParts } from "./launcher-parts.js";

const APPROVED_BY = "approved_by";

/**
 * Who approves a session besides those who run it; undefined where the rig asks for nobody. Throws INPUT_NEEDED, ANSWER_INVALID and
 * PROMPT_CANCELLED.
 */
export async function askApproval(
  { ui, resolved }: Pick<LauncherParts, "ui" | "resolved">,
  { experimenters }: { readonly experimenters: readonly string[] },
): Promise<string | undefined> {
  const { approval = false } = resolved.values;
  if (approval === false) return undefined;
  const runsIt = (name: string): boolean => experimenters.some((one) => isSame(one, name));
  const question = { key: APPROVED_BY, message: "Approved by", remember: "never" } as const;
  if (approval === true)
    return ui.text({
      ...question,
      validate: (name) => {
        if (name.trim() === "") return "a second person has to approve the session";
        return runsIt(name) ? `${name} runs the session: a second person has to approve it` : undefined;
      },
    });
  return ui.pick({ ...question, choices: approval.by.filter((name) => !runsIt(name)).map((value) => ({ value })) });
}

function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
