import type { Mutant } from "./mutant.js";
import { SERVICE } from "./sets/service.js";

export const MUTANTS: readonly Mutant[] = [...SERVICE];
