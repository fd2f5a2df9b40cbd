/** The states of one launcher, and THE table of legal moves. */
export const LEGAL_MOVES = {
  created: ["ready", "closing"],
  ready: ["preflight", "closing"],
  preflight: ["opening", "closing"],
  opening: ["preSession", "closing"],
  preSession: ["session", "ended"],
  session: ["ended"],
  ended: ["postSession"],
  postSession: ["done"],
  done: ["closing"],
  closing: ["closed"],
  closed: [],
} as const satisfies Record<string, readonly string[]>;

export type LauncherState = keyof typeof LEGAL_MOVES;
