/** The states of one launcher, and THE table of legal moves. From anywhere it can close: nothing may keep a rig locked. */
export const LEGAL_MOVES = {
  created: ["ready", "closing"],
  // Straight to `opening`: a session that is resumed.
  ready: ["preflight", "opening", "closing"],
  preflight: ["opening", "closing"],
  // Straight to `experimentEnded`: a resumed session whose experiment is over.
  opening: ["preSession", "experimentEnded", "closing"],
  preSession: ["session", "experimentEnded", "closing"],
  session: ["experimentEnded", "closing"],
  experimentEnded: ["postSession", "closing"],
  postSession: ["done", "closing"],
  done: ["closing"],
  closing: ["closed"],
  closed: [],
} as const satisfies Record<string, readonly string[]>;

export type LauncherState = keyof typeof LEGAL_MOVES;
