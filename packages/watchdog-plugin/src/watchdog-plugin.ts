import {
  CHANNEL_TESTER,
  definePlugin,
  HAND_OFF_PREVIEWER,
  HAND_OFF_READER,
  HAND_OFF_TESTER,
  optional,
  SESSION_FINDER,
  type Plugin,
  type RunnerHandle,
  type Session,
} from "@rigline/core";
import { messageOf, showValue } from "@rigline/foundation/errors";
import { packageVersion } from "@rigline/foundation/paths";
import { RUNNER } from "./commands.js";
import { DaemonControl } from "./daemon/daemon-control.js";
import { JobReader } from "./follow/hand-off-reader.js";
import { HandOffSchema, type HandOff } from "./follow/hand-off.js";
import { deriveMapping } from "./mapper/derive-mapping.js";
import { addTo, readMapping } from "./mapper/read-mapping.js";
import { defineMapper } from "./mapper/define-mapper.js";
import { mapperError } from "./mapper/mapper-errors.js";
import { MappingHandles } from "./mapper/mapping-handles.js";
import { MAPPING_ADDITIONS, SESSION_MAPPER, type SessionMapping } from "./mapper/session-mapping.js";
import { WatchdogOptionsSchema, type WatchdogOptions } from "./options/watchdog-options.js";
import { drainOutbox } from "./outbox/drain-outbox.js";
import { PluginParts } from "./parts.js";
import { WatchdogChannels } from "./notify/channel-tester.js";
import { Previewer } from "./preview/hand-off-preview.js";
import { checkPlan } from "./preflight/check-plan.js";
import { checkWatchdog } from "./preflight/check-watchdog.js";
import type { HandOffContext } from "./run-hand-off.js";
import { SendTester } from "./send-test/send-tester.js";
import { FolderFinder } from "./sweep/folder-finder.js";
import { announceRecording } from "./recording/announce-recording.js";
import { hideRecording, showRecording } from "./recording/show-recording.js";
import { isWanted } from "./transfer/published-record.js";
import { AddressBook } from "./transfer/address-book.js";
import { loadAddressMaker } from "./transfer/load-address-maker.js";
import type { MappingSource } from "./transfer/session-mapper.js";
import { FlavourChoice } from "./transfer/flavour-choice.js";
import { WATCHDOG_TRANSFERS, WatchdogTransfers } from "./transfer/watchdog-transfers.js";

/** Hands every session off: resolves the promised mapping, copies the logs, publishes the manifest, sees to the daemon, follows. */
export const watchdogPlugin: Plugin<WatchdogOptions> = definePlugin({
  name: "watchdog",
  version: packageVersion(import.meta.url),
  section: "watchdog",
  options: WatchdogOptionsSchema,
  services: [PluginParts, DaemonControl, FlavourChoice, MappingHandles, WatchdogTransfers],
  provides: [
    { token: HAND_OFF_READER, useClass: JobReader },
    { token: HAND_OFF_PREVIEWER, useClass: Previewer },
    { token: HAND_OFF_TESTER, useClass: SendTester },
    { token: CHANNEL_TESTER, useClass: WatchdogChannels },
    { token: SESSION_FINDER, useClass: FolderFinder },
    { token: WATCHDOG_TRANSFERS, useClass: WatchdogTransfers },
  ],
  needs: {
    parts: PluginParts,
    control: DaemonControl,
    flavours: FlavourChoice,
    transfers: WatchdogTransfers,
    handles: MappingHandles,
    mapper: optional(SESSION_MAPPER),
  },
  offers: { additions: MAPPING_ADDITIONS },
  hooks: {
    ready: async ({ runners, purpose }, { needs: { parts, control, handles, mapper }, offers, signal }) => {
      if (purpose === "session") await drainOutbox(parts, control, signal);
      const makeAddress = await loadAddressMaker(parts);
      if (makeAddress !== undefined) parts.addresses = new AddressBook(makeAddress, parts);
      const additions = offers.additions.map(({ plugin, value }) =>
        requireHandle(value, `what plugin ${plugin} added to ${MAPPING_ADDITIONS.name}`),
      );
      if (mapper !== undefined) requireHandle(mapper, `what is provided as ${SESSION_MAPPER.name}`);
      const { mapper: option, on_mapper_failure: onMapperFailure } = parts.options;
      if (option !== undefined && mapper !== undefined)
        throw mapperError("MAPPER_TWICE", {
          what: `the config has watchdog.mapper, and the runner ${mapper.name} maps the session too`,
        });
      const isLenient = onMapperFailure === "folders";
      const mapping =
        option === undefined ? mapper : runners.add(defineMapper(parts, option, isLenient ? "continue" : "abort"));
      Object.assign(handles, { mapper: mapping, additions });
      const needed = mapping === undefined || isLenient ? additions : [mapping, ...additions];
      runners.add({
        name: RUNNER,
        phase: "postSession",
        // Names that no service has.
        needs: Object.fromEntries(needed.map((handle) => [`runner ${handle.name}`, handle])),
        after: mapping === undefined ? [] : [mapping],
        result: HandOffSchema,
        // What was left to a daemon is looked at again: it may be over, in trouble, withdrawn, or nobody may watch it. What was
        // declined stays so until somebody asks for it by name.
        redo: (session: Session, result: HandOff | undefined) =>
          isLeft(result) || (isDeclined(result) && isWanted(parts.fileSystem, session)),
        run: (context) => {
          const fallBack = isLenient ? (why: string) => deriveInstead(parts, context, why) : undefined;
          const source: MappingSource = {
            take: async () => addTo(await takeMapping(mapping, () => derive(parts, context), fallBack), additions),
            ...(fallBack && { instead: (error) => addTo(fallBack(messageOf(error)), additions) }),
          };
          return context.needs.transfers.open(context.session).withSessionMapper(source).transfer(context);
        },
      });
    },
    preflight: (_payload, { needs: { parts, flavours }, signal }) => checkWatchdog(parts, flavours, signal),
    sessionStarted: async ({ session }, { needs: { parts, control }, signal }) => {
      showRecording(parts, control, session);
      await announceRecording(parts, control, session, signal);
    },
    experimentEnded: ({ session }, { needs: { parts, control } }) => hideRecording(parts, control, session),
    beforeSession: (session, { needs: { parts, flavours } }) => checkPlan(parts, flavours, session),
  },
});

/** A plugin may be plain JavaScript: whose fault it is, the launcher's own check could not say. */
function requireHandle<Result>(value: RunnerHandle<Result>, whose: string): RunnerHandle<Result> {
  if (typeof (value as Partial<RunnerHandle<Result>> | null)?.result === "function") return value;
  throw new TypeError(`${whose} is no handle that runners.add returned: ${showValue(value)}`);
}

type MappingContext = HandOffContext & { readonly session: Session };

function isLeft(handOff: HandOff | undefined): boolean {
  return handOff !== undefined && ["outbox", "pending", "scheduled", "held"].includes(handOff.state);
}

function isDeclined(handOff: HandOff | undefined): boolean {
  return handOff?.state === "declined" || handOff?.state === "cancelled";
}

function derive({ fileSystem }: PluginParts, context: MappingContext): SessionMapping {
  const mapping = deriveMapping(fileSystem, context.session);
  context.report("mapping", describeDerived(mapping));
  return mapping;
}

/** The mapping of whoever was to make it; by the folders where nobody was, or where that may fail and did. */
async function takeMapping(
  handle: RunnerHandle<SessionMapping> | undefined,
  derived: () => SessionMapping,
  fallBack: ((why: string) => SessionMapping) | undefined,
): Promise<SessionMapping> {
  if (handle === undefined) return derived();
  if (fallBack === undefined) return readMapping(handle);
  if (handle.state !== "done") return fallBack((await handle.settled).reason ?? `${handle.name} was not done`);
  return readMapping(handle).catch((error: unknown) => fallBack(messageOf(error)));
}

/** Loud: what is handed off is what lies there, and no more is said of it. */
function deriveInstead({ fileSystem, log }: PluginParts, context: MappingContext, why: string): SessionMapping {
  const mapping = deriveMapping(fileSystem, context.session);
  const found = Object.keys(mapping.modalities).join(", ") || "none";
  const what = `the mapper failed, so folders were taken by their names (on_mapper_failure: folders): ${found}`;
  log.warning(`${what}; ${why}`);
  context.report("mapping", what);
  context.tell(mapperError("MAPPED_BY_FOLDERS", { what, why }));
  return mapping;
}

function describeDerived({ modalities, schemas }: SessionMapping): string {
  const found = Object.keys(modalities).join(", ") || "none";
  return `no plugin maps the session, so folders were taken by their names: ${found}; metadata files: ${schemas.length}`;
}
