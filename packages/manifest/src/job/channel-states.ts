import { dirname, join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { makeFolderDurably, readJson, writeDurably, type FileSystem } from "@rigline/foundation/platform";
import { z } from "zod";
import { RIGLINE_FOLDER } from "./job-places.js";

/** How a channel fares, by which people are told of jobs. Times ISO 8601 in UTC. */
const ChannelStateSchema = z.object({
  /** When it was first used: what was safe before is no news. */
  since: z.string(),
  /** When it last took a message; null: never. */
  sentAt: z.string().nullable(),
  /** Since when it takes none, and why, without its secrets; null: it does, as far as is known. */
  failing: z.object({ since: z.string(), reason: z.string(), todo: z.string() }).nullable(),
});

const ChannelStatesSchema = z.record(z.string(), ChannelStateSchema);

export type ChannelState = z.output<typeof ChannelStateSchema>;
export type ChannelStates = Readonly<Record<string, ChannelState>>;

function statesFile(flagFolder: string): string {
  return join(flagFolder, RIGLINE_FOLDER, "notify.json");
}

/** By name, as the daemon of the flag folder last found them; empty where it has told nobody yet. */
export function readChannelStates(fileSystem: FileSystem, flagFolder: string): ChannelStates {
  const file = statesFile(flagFolder);
  try {
    if (!fileSystem.exists(file)) return {};
    return ChannelStatesSchema.parse(readJson(fileSystem, file));
  } catch {
    mark("notify: what is known of channels and can't be read is found out anew");
    return {};
  }
}

/** Throws what the disk says. Of a flag folder that is away nothing is made. */
export function writeChannelStates(fileSystem: FileSystem, flagFolder: string, states: ChannelStates): void {
  const file = statesFile(flagFolder);
  makeFolderDurably(fileSystem, dirname(file), { below: flagFolder });
  writeDurably(file, `${JSON.stringify(states, undefined, 1)}\n`, { fileSystem });
}
