import type { Mutant } from "./mutant.js";
import { SERVICE_COPY } from "./sets/service-copy.js";
import { SERVICE_ATTEMPT } from "./sets/service-attempt.js";
import { SERVICE_BOARD } from "./sets/service-board.js";
import { SERVICE_ENDS } from "./sets/service-ends.js";
import { FOUNDATION } from "./sets/foundation.js";
import { CORE } from "./sets/core.js";
import { MANIFEST } from "./sets/manifest.js";

export const MUTANTS: readonly Mutant[] = [
  ...SERVICE_COPY,
  ...SERVICE_ATTEMPT,
  ...SERVICE_BOARD,
  ...SERVICE_ENDS,
  ...FOUNDATION,
  ...CORE,
  ...MANIFEST,
];
