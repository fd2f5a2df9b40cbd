import type { Session } from "@rigline/core";
import type { DaemonControl } from "../daemon/daemon-control.js";
import type { PluginParts } from "../parts.js";
import type { SessionOutbox } from "../outbox/session-outbox.js";
import type { FlavourChoice } from "./flavour-choice.js";

/** What the transfer of one session works with. */
export interface TransferInside {
  readonly parts: PluginParts;
  readonly control: DaemonControl;
  readonly flavours: FlavourChoice;
  readonly session: Session;
  /** Where its manifest waits until it is published; a script has none, and is told of a failure. */
  readonly outbox?: SessionOutbox;
  /** No launcher knows the session. */
  readonly isScript?: boolean;
  /** Absolute; the subject's folder in the option `destination` when absent. */
  readonly destination?: string;
}
