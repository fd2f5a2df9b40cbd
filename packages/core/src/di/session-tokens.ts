import type { JsonRequest } from "@rigline/foundation/http";
import type { Session, SessionOrigin } from "../session/session.js";
import { createToken, type Token } from "./tokens.js";

/** Writes down where a session's code came from, into its `.rigline/aind_session.json`; what is not said stays as it was. */
export type DescribeOrigin = (session: Session, origin: SessionOrigin) => void;
export const DESCRIBE_ORIGIN: Token<DescribeOrigin> = createToken("core/describe-origin");

/**
 * Asks a server of the rig by HTTP, through the proxy that the environment names. Resolves to its answer, undefined for an empty
 * one; rejects on any status but 2xx, on what is no JSON, on network errors, on abort, and with the code ETIMEDOUT.
 */
export type AskJson = (url: string, request: JsonRequest) => Promise<unknown>;
export const ASK_JSON: Token<AskJson> = createToken("core/ask-json");

/** What is installed and loaded, for whoever writes down what a session ran with. */
export interface LoadedVersions {
  /** Of @rigline/core: semver. */
  readonly version: string;
  /** In the order in which they are loaded, whoever asks included. */
  readonly plugins: readonly { readonly name: string; readonly version: string; readonly use: string }[];
}
export const LOADED_VERSIONS: Token<LoadedVersions> = createToken("core/loaded-versions");

/** The experiment's program while it runs, for whoever watches it. */
export interface RunningExperiment {
  /** Of the process that the launcher started; undefined before it and after its end. */
  readonly pid: number | undefined;
}
export const RUNNING_EXPERIMENT: Token<RunningExperiment> = createToken("core/running-experiment");
