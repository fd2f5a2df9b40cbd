import type { CopyPlan } from "../plan/copy-plan.js";
import type { GenerationToWrite } from "./write-generation.js";
import type { ListToWrite } from "./write-sums.js";

export interface ExpectedTree extends Pick<CopyPlan, "folders" | "traits"> {
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  /** `identityOf` each copy when it was verified, in the order of the files. */
  readonly copies: ArrayLike<number>;
  /** Written among the files before they get their name; absent: none is. */
  readonly list?: ListToWrite | undefined;
  /** The same of a generation of ASC MHL. */
  readonly generation?: GenerationToWrite | undefined;
}

/**
 * `unflushed`: it has its name, which its share can't bring onto the device for certain. `taken`: something has the name. `touched`:
 * something was done to these files since they were verified, so they have to be read again. Of the last two nothing was changed.
 */
export type Publication = "published" | "unflushed" | "taken" | { readonly touched: readonly string[] };
