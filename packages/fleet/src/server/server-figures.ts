/** What this process has done since it began. */
export interface ServerFigures {
  pushes: number;
  /** Events in them; those that were there already count too. */
  events: number;
  /** Requests without a token that is known. */
  refused: number;
  /** Requests that ended in an error of ours or of the database. */
  failed: number;
}

export function noFigures(): ServerFigures {
  return { pushes: 0, events: 0, refused: 0, failed: 0 };
}
