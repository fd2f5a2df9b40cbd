import { HAND_OFF_PREVIEWER, type HandOffPreview } from "../di/core-tokens.js";
import type { Services } from "../di/providers.js";
import type { ReadSession } from "../session/read-session.js";
import type { Session } from "../session/session.js";

/**
 * What would be written for the hand-off of a session that is recorded, or that is planned alone; undefined when no plugin
 * hands off. Writes nothing and runs no runner. Rejects with what the plugin throws.
 */
export async function previewHandOff(
  services: Services,
  asked: { readonly planned: Session } | { readonly recorded: ReadSession },
): Promise<HandOffPreview | undefined> {
  const previewer = services.tryResolve(HAND_OFF_PREVIEWER);
  if (previewer === undefined) return undefined;
  if ("planned" in asked)
    return previewer.preview({
      session: asked.planned,
      isPlanned: true,
      outcome: undefined,
      resultOf: () => undefined,
    });
  const { session, outcome, runners } = asked.recorded;
  return previewer.preview({
    session,
    isPlanned: false,
    outcome,
    resultOf: (runner) => {
      const known = runners.get(runner);
      return known?.report.state === "done" && known.kept ? known.result : undefined;
    },
  });
}
