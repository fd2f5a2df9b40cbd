import { injectable, type RunnerHandle } from "@rigline/core";
import type { MappingAdditions, SessionMapping } from "./session-mapping.js";

/** The runners that make a session's mapping, as the hook `ready` has found them. */
@injectable()
export class MappingHandles {
  /** Undefined: folders are taken by their names. */
  mapper: RunnerHandle<SessionMapping> | undefined;
  additions: readonly RunnerHandle<MappingAdditions>[] = [];
}
