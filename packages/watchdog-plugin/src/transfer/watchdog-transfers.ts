import { createToken, inject, injectable, type Session, type Token } from "@rigline/core";
import { DaemonControl } from "../daemon/daemon-control.js";
import { SessionOutbox } from "../outbox/session-outbox.js";
import { PluginParts } from "../parts.js";
import { FlavourChoice } from "./flavour-choice.js";
import type { TransferInside } from "./transfer-inside.js";
import { WatchdogDataTransferService } from "./watchdog-data-transfer-service.js";

/** The transfer services of a launcher's sessions, with its options and its ports. */
@injectable()
export class WatchdogTransfers implements TransferOpener {
  readonly #inside: Omit<TransferInside, "session" | "outbox">;

  constructor(
    @inject(PluginParts) parts: PluginParts,
    @inject(DaemonControl) control: DaemonControl,
    @inject(FlavourChoice) flavours: FlavourChoice,
  ) {
    this.#inside = { parts, control, flavours };
  }

  /** Without a mapper; preflight has looked at the rig. */
  open(session: Session): WatchdogDataTransferService {
    const { options: settings } = this.#inside.parts;
    const options = { source: session.directory, settings, validate: false, sessionName: session.name };
    const outbox = new SessionOutbox(this.#inside.parts, this.#inside.control.places, session);
    return new WatchdogDataTransferService(options, { ...this.#inside, session, outbox });
  }
}

export interface TransferOpener {
  /** The transfer service of a session of this launcher; it has no mapper yet. */
  open(session: Session): WatchdogDataTransferService;
}

/** For plugins that have to do with the transfer of a session: `needs: { transfers: WATCHDOG_TRANSFERS }`. */
export const WATCHDOG_TRANSFERS: Token<TransferOpener> = createToken("watchdog/transfers");
