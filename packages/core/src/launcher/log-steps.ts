import { formatDuration } from "@rigline/foundation/quantities";
import type { EventBus } from "../events/launcher-events.js";
import type { Logger } from "@rigline/foundation/platform";

/** Says in the log what the session comes to; failures are said where they happen. */
export function logSteps(events: EventBus, log: Logger): void {
  events.on("session.opened", ({ session }) => log.info(`session ${session.name} in ${session.directory}`));
  events.on("runner.settled", ({ report: { name, state, milliseconds } }) => {
    if (state === "done") log.info(`runner ${name} is done after ${formatDuration(milliseconds)}`);
  });
  events.on("experiment.ended", ({ outcome, reason }) =>
    log.info(`the experiment is over: ${outcome}${reason === undefined ? "" : `, ${reason}`}`),
  );
}
