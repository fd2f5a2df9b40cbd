import type { Session } from "@rigline/core";
import type { DaemonControl } from "../daemon/daemon-control.js";
import type { PluginParts } from "../parts.js";
import type { FlavourChoice } from "./flavour-choice.js";

/** What the transfer of one session works with. */
export interface TransferInside {
  readonly parts: PluginParts;
  readonly control: DaemonControl;
  readonly flavours: FlavourChoice;
  readonly session: Session;
  /** Absolute; the subject's folder in the option `destination` when absent. */
  readonly destination?: string;
}
