import { formatBytes, formatData, formatDuration } from "@rigline/foundation/quantities";
import type { LogLevel } from "@rigline/foundation/platform";
import { describeAwaiting, describeProof } from "@rigline/manifest";
import { describeHold } from "@rigline/manifest/holds";
import type { DaemonEvent } from "../jobs/daemon-events.js";

const UPLOADS = {
  queued: "the upload is in the transfer service's queue",
  running: "the transfer service processes the upload",
  success: "the upload is processed",
  failed: "the upload has failed at the transfer service; keep the data at the rig",
  lost: "what became of the upload is not known",
} as const;

/** An event as a person reads it in the terminal and in the log. */
export function renderEvent(event: DaemonEvent): { readonly level: LogLevel; readonly text: string } {
  const say = (text: string, level: LogLevel = "info"): { readonly level: LogLevel; readonly text: string } => ({
    level,
    text,
  });
  switch (event.event) {
    case "started":
      return say(`watching ${event.flagFolder} (pid ${event.pid})`);
    case "stopped":
      return say(
        { once: "done", idle: "nothing to do: stopped", signal: "stopped", request: "stopped as it was asked to" }[
          event.reason
        ],
      );
    case "flagFolderAway":
      return say(`the flag folder ${event.flagFolder} can't be read, waiting for it: ${event.reason}`, "warning");
    case "flagFolderBack":
      return say(`the flag folder ${event.flagFolder} is back`);
    case "destinationHeld": {
      const { event: _event, bytesPerSecond, until, why, who, damage, ...hold } = event;
      const given = { bytesPerSecond, until, why, who, damage };
      const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
      return say(describeHold({ ...hold, ...known }), "warning");
    }
    case "destinationReleased":
      return say(`the destination's owner holds nothing up any more (${event.file})`);
    case "notice":
      return say(event.job === undefined ? event.message : `${event.job}: ${event.message}`, "warning");
    case "accepted":
      return say(`${event.job}: accepted, to be published as ${event.destination}`);
    case "scheduled":
      return say(`${event.job}: waits until ${event.until}`);
    case "planned":
      return say(`${event.job}: ${formatData(event)} to copy and verify`);
    case "progress":
      return say(
        `${event.job}: ${event.files} of ${event.ofFiles} files verified, about ${formatBytes(event.bytes)} of ${formatBytes(event.ofBytes)}`,
      );
    case "published":
      return say(
        `${event.job}: published ${formatData(event)}, ${describeProof(event)} and compared, in ${formatDuration(event.milliseconds)}: ${event.destination}`,
      );
    case "awaiting":
      return say(`${event.job}: ${describeAwaiting(event)}`);
    case "gathered":
      return say(`${event.job}: all its parts have arrived: ${event.parts.join(", ")}`);
    case "submitted":
      return say(
        event.endpoint === null
          ? `${event.job}: nothing to submit, the manifest names no endpoint`
          : `${event.job}: submitted to ${event.endpoint} (${event.status})`,
      );
    case "upload":
      return say(
        `${event.job}: ${UPLOADS[event.state]}${event.reason === null ? "" : `: ${event.reason}`}`,
        event.state === "failed" ? "warning" : "info",
      );
    case "catalogued":
      return event.state === "registered"
        ? say(`${event.job}: registered in the catalogue as ${event.pid ?? "?"}`)
        : say(`${event.job}: the catalogue refused it, and is told again: ${event.reason ?? "no reason"}`, "warning");
    case "sourceDeleted":
      return say(`${event.job}: ${event.files} source files deleted, ${event.kept} kept`);
    case "archived":
      return say(`${event.job}: complete, manifest moved to ${event.to}`);
    case "failed":
      return say(
        `${event.job}: ${event.step} failed (${event.code}, attempt ${event.attempt}), again ${event.retryAt ?? "never"}: ${event.message}`,
        "warning",
      );
    case "held":
      return say(`${event.job}: held by ${event.by}; nothing is done for it until it is released`);
    case "released":
      return say(`${event.job}: released by ${event.by}`);
    case "redriven":
      return say(`${event.job}: put back to work by ${event.by}`);
    case "rescheduled":
      return say(`${event.job}: waits until ${event.until}, as ${event.by} asked`);
    case "cancelled":
      return say(`${event.job}: cancelled${event.by === null ? "" : ` by ${event.by}`}: ${event.reason}`, "warning");
    case "verified": {
      const { missing, changed, unreadable } = event;
      if (missing + changed + unreadable === 0) return say(`${event.job}: ${event.by} found its copy whole`);
      const text = `${event.job}: ${event.by} found its copy NOT WHOLE: ${missing} missing, ${changed} changed, ${unreadable} unreadable; keep the source`;
      return say(text, missing + changed > 0 ? "error" : "warning");
    }
    case "parked":
      return say(`${event.job}: PARKED (${event.code}): ${event.reason} -> ${event.todo}`, "error");
    case "following":
      return say(`${event.job}: copied while it runs, to be published in ${event.destination} when it has ended`);
    case "followed":
      return say(`${event.job}: ${formatData(event)} were copied and verified while it ran`);
    case "unfollowed":
      return say(`${event.job}: what was copied while it ran is removed: ${event.reason}`);
    case "told":
      return say(`told by ${event.channel}`);
    case "notTold":
      return say(`can't tell by ${event.channel}, and tries on: ${event.reason} -> ${event.todo}`, "warning");
  }
}
