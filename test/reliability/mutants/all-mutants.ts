import type { Mutant } from "./mutant.js";
import { SERVICE_COPY } from "./sets/service-copy.js";
import { SERVICE_PUBLISH } from "./sets/service-publish.js";
import { SERVICE_ATTEMPT } from "./sets/service-attempt.js";
import { SERVICE_ARCHIVE } from "./sets/service-archive.js";
import { SERVICE_BOARD } from "./sets/service-board.js";
import { SERVICE_FOLLOW } from "./sets/service-follow.js";
import { SERVICE_FURTHER } from "./sets/service-further.js";
import { SERVICE_FLEET } from "./sets/service-fleet.js";
import { SERVICE_KEEPING } from "./sets/service-keeping.js";
import { SERVICE_NOTIFY } from "./sets/service-notify.js";
import { SERVICE_STORES } from "./sets/service-stores.js";
import { FOUNDATION } from "./sets/foundation.js";
import { MANIFEST } from "./sets/manifest.js";
import { CORE } from "./sets/core.js";
import { SERVICE_AFTER, SWEEP } from "./sets/service-after.js";
import { MENDED } from "./sets/mended.js";
import { FLEET } from "./sets/fleet.js";
import { PAGE } from "./sets/page.js";
import { PLUGIN } from "./sets/watchdog-plugin.js";

export const MUTANTS: readonly Mutant[] = [
  ...SERVICE_COPY,
  ...SERVICE_PUBLISH,
  ...SERVICE_ATTEMPT,
  ...SERVICE_ARCHIVE,
  ...SERVICE_BOARD,
  ...SERVICE_FURTHER,
  ...SERVICE_FOLLOW,
  ...SERVICE_FLEET,
  ...SERVICE_STORES,
  ...SERVICE_NOTIFY,
  ...SERVICE_KEEPING,
  ...SERVICE_AFTER,
  ...SWEEP,
  ...FOUNDATION,
  ...MANIFEST,
  ...CORE,
  ...PLUGIN,
  ...PAGE,
  ...FLEET,
  ...MENDED,
];
