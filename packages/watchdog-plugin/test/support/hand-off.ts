import { DaemonControl } from "../../src/daemon/daemon-control.js";
import type { PluginParts } from "../../src/parts.js";
import type { Session } from "@rigline/core";
import type { HandOffContext } from "../../src/run-hand-off.js";
import { FlavourChoice } from "../../src/transfer/flavour-choice.js";
import { WatchdogTransfers } from "../../src/transfer/watchdog-transfers.js";
import type { SessionMapping } from "../../src/mapper/session-mapping.js";
import type { HandOff } from "../../src/follow/hand-off.js";
import { makeMapping } from "./make-session.js";

/** The transfer service as the container makes it, of these parts. */
export function makeTransfers(parts: PluginParts): WatchdogTransfers {
  return new WatchdogTransfers(parts, new DaemonControl(parts), new FlavourChoice(parts));
}

/** One hand-off by a launcher of its own. */
export async function handOff(
  parts: PluginParts,
  takeMapping: () => SessionMapping,
  context: HandOffContext & { readonly session: Session },
): Promise<HandOff> {
  const service = makeTransfers(parts).open(context.session);
  return service.withSessionMapper({ take: takeMapping }).transfer(context);
}

/** The same after a session that went well, with nobody to tell. `named`: as it is called by now. */
export function handOffQuietly(parts: PluginParts, session: Session, named = session): Promise<HandOff> {
  return handOff(parts, () => makeMapping(session), {
    session: named,
    outcome: "success",
    signal: new AbortController().signal,
    progress: () => {},
    report: () => {},
    tell: () => {},
  });
}
