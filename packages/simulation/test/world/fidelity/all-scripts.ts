import { lives } from "./lives.js";
import { SCENES } from "./scenes.js";
import type { Script } from "./step.js";

/** In the order in which the golden files hold their outcomes. */
export const ALL_SCRIPTS: readonly Script[] = [...SCENES, ...lives(40)];
