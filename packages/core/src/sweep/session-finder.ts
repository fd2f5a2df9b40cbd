import { createToken, type Token } from "../di/tokens.js";

/** A folder that looks like a session which no launcher of Rigline recorded. */
export interface FoundSession {
  /** Absolute. */
  readonly directory: string;
  /** As its folder is called. */
  readonly name: string;
  readonly subject: string;
  /** Empty: nothing in the folder says who it was. */
  readonly experimenters: readonly string[];
  /** When it was recorded, ISO 8601 with its offset. */
  readonly date: string;
  /** Why it is taken for a session, one phrase each; at least one. */
  readonly evidence: readonly string[];
  readonly files: number;
  readonly bytes: number;
  /** When something in it was written last, milliseconds since the epoch; 0: it holds no file. */
  readonly writtenAt: number;
  /** What is known of its hand-off, one phrase: its manifest waits, was put away, its copy is there. Undefined: nothing. */
  readonly handedOff?: string;
  /** What contradicts itself in it, one phrase: a person has to look. Undefined: nothing. */
  readonly doubt?: string;
}

export interface FindRequest {
  readonly signal: AbortSignal;
  /** One line for whoever waits. */
  readonly onProgress: (text: string) => void;
}

/**
 * Finds sessions of other launchers below a folder, those that have a folder `.rigline` left out. Writes nothing. Provided by the
 * plugin that hands off, for `rigline sweep`. Throws what the folder itself says when it can't be listed.
 */
export interface SessionFinder {
  find(folder: string, request: FindRequest): Promise<readonly FoundSession[]>;
}
export const SESSION_FINDER: Token<SessionFinder> = createToken("core/session-finder");
