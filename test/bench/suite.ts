import type { Row } from "./row.js";

/** A table beside the main one, for what is no comparison of two. */
export interface SideTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly lines: readonly (readonly string[])[];
  /** Whether each target that it shows is met. */
  readonly met?: readonly boolean[];
}

export interface SuiteResult {
  readonly rows: readonly Row[];
  readonly tables?: readonly SideTable[];
  /** What was left out, and why. */
  readonly skipped?: readonly string[];
  /** Why there is no result. */
  readonly failed?: string;
}

export interface SuiteOptions {
  /** The trees of the reference measurement instead of smaller ones. */
  readonly full: boolean;
  /** How often whole hand-offs take turns. */
  readonly rounds?: number;
  /** Of the sets of hand-offs only those whose name has this text in it. */
  readonly sets?: string;
  /** Another checkout of Rigline, built, to be measured beside this one. */
  readonly beside?: string;
  /** A folder on another disk, for what is measured between two. */
  readonly apart?: string;
  /** A folder of this suite's own; removed afterwards. */
  readonly folder: string;
}

export type Suite = (options: SuiteOptions) => Promise<SuiteResult>;
