/** How a word is coloured: each colour has one meaning, and a mark of its own for who sees no colours. */
export type Tone = "safe" | "busy" | "waiting" | "needs" | "recording" | "grey";

/** The filters, which are counters: each session is in one of them. */
export const GROUPS = ["needs", "recording", "underway", "waiting", "safe", "other"] as const;
export type Group = (typeof GROUPS)[number];

export const GROUP_NAMES: Readonly<Record<Group, string>> = {
  needs: "Needs you",
  recording: "Recording",
  underway: "Under way",
  waiting: "Waiting",
  safe: "Safe",
  other: "Other",
};

/** What can be asked of a session. */
const ROW_ACTS = ["redrive", "release", "hold", "verify", "handoff", "relabel", "cancel", "discard"] as const;
export type RowAct = (typeof ROW_ACTS)[number];

/** `clean`: of all that is safe to delete at the rig. `plan`: what that would be. */
export const ACTS = [...ROW_ACTS, "plan", "clean"] as const;
export type Act = (typeof ACTS)[number];
