import { z } from "zod";

/** What can be asked of a job from afar: what `rigline-watchdog` can be asked of it at the rig, and changes no data. */
export const FleetDeedSchema = z.discriminatedUnion("do", [
  z.object({ do: z.literal("hold"), reason: z.string().max(500).optional() }),
  z.object({ do: z.literal("release") }),
  z.object({ do: z.literal("cancel"), reason: z.string().max(500).optional() }),
  /** `now`: also what waits for its hour. */
  z.object({ do: z.literal("redrive"), now: z.boolean() }),
  /** ISO 8601 in UTC. */
  z.object({ do: z.literal("reschedule"), until: z.iso.datetime() }),
]);

export type FleetDeed = z.output<typeof FleetDeedSchema>;

/** What a person asks of one job of one rig. */
export const FleetWishSchema = z.object({
  id: z.int().positive(),
  /** File name of the manifest. */
  job: z.string(),
  deed: FleetDeedSchema,
  /** Who asks. */
  by: z.string(),
  /** When it was asked, ISO 8601 in UTC. */
  at: z.string(),
});

export type FleetWish = z.output<typeof FleetWishSchema>;
