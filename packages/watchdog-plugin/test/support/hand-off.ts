import { DaemonControl } from "../../src/daemon/daemon-control.js";
import type { PluginParts } from "../../src/parts.js";
import { runHandOff, type HandOffContext } from "../../src/run-hand-off.js";
import { FlavourChoice } from "../../src/transfer/flavour-choice.js";
import { TransferService } from "../../src/transfer/watchdog-transfer.js";
import type { SessionMapping } from "../../src/mapper/session-mapping.js";
import type { HandOff } from "../../src/follow/hand-off.js";

/** The transfer service as the container makes it, of these parts. */
export function makeTransfers(parts: PluginParts): TransferService {
  return new TransferService(parts, new DaemonControl(parts), new FlavourChoice(parts));
}

/** One hand-off by a launcher of its own. */
export async function handOff(
  parts: PluginParts,
  takeMapping: () => SessionMapping,
  context: HandOffContext,
): Promise<HandOff> {
  return runHandOff({ parts, transfers: makeTransfers(parts) }, { take: takeMapping }, context);
}
