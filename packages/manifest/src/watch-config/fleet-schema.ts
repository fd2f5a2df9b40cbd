import { z } from "zod";
import { LeaseNameSchema } from "../fleet/lease.js";
import { SecretSchema } from "./notify-schema.js";

function isPlain(url: string): boolean {
  if (!URL.canParse(url)) return true;
  const { username, password, search, hash } = new URL(url);
  return `${username}${password}${search}${hash}` === "";
}

const EntriesSchema = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: "must be an http or https address" })
    // They would go to the server beside the token, into files of the flag folder, and be taken for a name of the fleet.
    .refine(isPlain, { error: "must have no user, password or `?`: the token alone says who the rig is" })
    .describe("Where the fleet's server answers: `https://fleet.example.org`."),
  token: SecretSchema.describe("Where this rig's token stands: `{ env: NAME }` or `{ file: PATH }`."),
  every_seconds: z
    .number()
    .positive()
    .max(3600)
    .default(60)
    .describe("How often the fleet hears from this rig when nothing happens, and is asked what people want of it."),
  lease: LeaseNameSchema.optional().describe(
    "Several machines serve this flag folder, and whoever holds the lease of this name does; the others stand by. Absent: this machine alone does.",
  ),
});

/** The fleet that a rig belongs to. */
export type FleetEntries = z.output<typeof EntriesSchema>;

export const FleetSchema = EntriesSchema.optional().describe(
  "The fleet's server, which is told what becomes of this rig's sessions (docs/fleet/rigs.md); none when absent.",
);

export const FLEET_KEYS: readonly string[] = Object.keys(EntriesSchema.shape);
