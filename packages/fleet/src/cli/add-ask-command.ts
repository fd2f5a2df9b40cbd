import { type Command, InvalidArgumentError, Option } from "commander";
import type { FleetDeed } from "@rigline/manifest/fleet";
import { storeCommand } from "./store-command.js";

const DEEDS = ["hold", "release", "cancel", "redrive", "reschedule"] as const;

interface AskFlags {
  readonly data: string;
  readonly by?: string;
  readonly reason?: string;
  readonly now?: true;
  readonly until?: string;
}

/** `rigline-fleet ask RIG NAME hold`. */
export function addAskCommand(program: Command): void {
  storeCommand(program.command("ask").description("ask a rig to do something with a job; it decides, and tells"))
    .argument("<rig>")
    .argument("<job>", "the session's name, or its manifest's file name")
    .argument("<deed>", DEEDS.join(", "))
    .option("--by <who>", "who asks; the user of this computer when absent")
    .option("--reason <text>", "of hold and cancel: why")
    .option("--now", "of redrive: also what waits for its hour")
    .addOption(new Option("--until <time>", "of reschedule: when it may begin, ISO 8601").argParser(parseTime))
    .action(async (rig: string, job: string, deed: string, flags: AskFlags) => {
      const { askRigCommand } = await import("./ask-command.js");
      await askRigCommand(flags, { rig, job, deed: toDeed(deed, flags) });
    });
}

function toDeed(deed: string, { reason, now, until }: AskFlags): FleetDeed {
  const why = reason === undefined ? {} : { reason };
  switch (deed) {
    case "hold":
    case "cancel":
      return { do: deed, ...why };
    case "release":
      return { do: deed };
    case "redrive":
      return { do: deed, now: now === true };
    case "reschedule":
      if (until === undefined) throw new InvalidArgumentError("reschedule wants --until TIME.");
      return { do: deed, until };
    default:
      throw new InvalidArgumentError(`There are ${DEEDS.join(", ")}.`);
  }
}

function parseTime(text: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new InvalidArgumentError("It must be a time, such as 2026-07-14T20:00:00-07:00.");
  return new Date(time).toISOString();
}
