import { ASKS_WHY, type AskedText } from "./shared/confirmation.js";
import type { RowAct } from "../wire/words.js";

/** How an act is offered, and what is asked before it where it costs something. */
export interface ActLabel {
  readonly label: string;
  /** What becomes of the data, one sentence; absent: it is done at once, and can be taken back. */
  readonly question?: string;
  /** What the button says that does it. */
  readonly sure?: string;
  readonly asks?: AskedText & { readonly as: "reason" | "subject" };
}

export const ACT_LABELS: Readonly<Record<RowAct, ActLabel>> = {
  redrive: { label: "Try now" },
  release: { label: "Release" },
  hold: { label: "Hold" },
  verify: { label: "Verify now" },
  handoff: {
    label: "Hand off after all",
    question: "It is handed off as if nobody had said no: its data are copied, and a job is submitted.",
    sure: "Hand off",
  },
  relabel: {
    label: "Other animal…",
    question: "The session is handed off under the other animal's name. Its folder at the rig keeps its name.",
    sure: "Relabel",
    asks: { as: "subject", label: "The animal that it was", required: true, type: "text" },
  },
  cancel: {
    label: "Cancel…",
    question: "It is not handed off. Its data stay at the rig; what is published already stays there too.",
    sure: "Cancel the hand-off",
    asks: { as: "reason", ...ASKS_WHY },
  },
  discard: {
    label: "Discard…",
    question: "It counts as a test or a mistake and is never handed off. Its data stay at the rig.",
    sure: "Discard",
    asks: { as: "reason", ...ASKS_WHY },
  },
};
