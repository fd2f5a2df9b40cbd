import { definePlugin, HAND_OFF_READER, type Plugin, type Session } from "@rigline/core";
import { createHandOffReader } from "./follow/hand-off-reader.js";
import { HandOffSchema, type HandOff } from "./follow/hand-off.js";
import { deriveMapping } from "./mapper/derive-mapping.js";
import { readMapping } from "./mapper/read-mapping.js";
import { SESSION_MAPPER, type SessionMapping } from "./mapper/session-mapping.js";
import { WatchdogOptionsSchema, type WatchdogOptions } from "./options/watchdog-options.js";
import { takeParts, type PluginParts } from "./parts.js";
import { checkPlan } from "./preflight/check-plan.js";
import { checkWatchdog } from "./preflight/check-watchdog.js";
import { runHandOff, type HandOffContext } from "./run-hand-off.js";
import { RUNNER } from "./runner-name.js";
import { VERSION } from "./version.js";

/** Hands every session off: resolves the promised mapping, copies the logs, publishes the manifest, sees to the daemon, follows. */
export const watchdogPlugin: Plugin<WatchdogOptions> = definePlugin({
  name: "watchdog",
  version: VERSION,
  section: "watchdog",
  options: WatchdogOptionsSchema,
  provides: [HAND_OFF_READER],
  hooks: {
    ready: {
      // After the mapper, which must have provided its handle by then.
      order: "post",
      handler: ({ runners }, { services, options, log }) => {
        const parts = takeParts(services, options, log);
        services.provide(HAND_OFF_READER, createHandOffReader(parts));
        const shared = {
          name: RUNNER,
          phase: "postSession",
          result: HandOffSchema,
          // What was left to a daemon is looked at again: it may be over, in trouble, withdrawn, or nobody may watch it.
          redo: (_session: Session, result: HandOff | undefined) => isLeft(result),
        } as const;
        const mapper = services.tryResolve(SESSION_MAPPER);
        if (mapper === undefined) {
          runners.add({
            ...shared,
            run: (context: HandOffContext) => runHandOff(parts, () => derive(parts, context), context),
          });
          return;
        }
        runners.add({
          ...shared,
          needs: { mapping: mapper },
          run: (context) => runHandOff(parts, () => readMapping(context.needs.mapping, mapper), context),
        });
      },
    },
    preflight: (_payload, { services, options, log, signal }) =>
      checkWatchdog(takeParts(services, options, log), signal),
    beforeSession: (session, { services, options, log }) => checkPlan(takeParts(services, options, log), session),
  },
});

function isLeft(handOff: HandOff | undefined): boolean {
  return handOff?.state === "pending" || handOff?.state === "scheduled";
}

function derive({ fileSystem }: PluginParts, context: HandOffContext): SessionMapping {
  const mapping = deriveMapping(fileSystem, context.session);
  context.report("mapping", describeDerived(mapping));
  return mapping;
}

function describeDerived({ modalities, schemas }: SessionMapping): string {
  const found = Object.keys(modalities).join(", ") || "none";
  return `no plugin maps the session, so folders were taken by their names: ${found}; metadata files: ${schemas.length}`;
}
