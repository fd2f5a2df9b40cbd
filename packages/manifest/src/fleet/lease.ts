import { z } from "zod";

/** A lease is named as what it is of: letters, digits, `.`, `-` and `_`. */
export const LeaseNameSchema = z
  .string()
  .regex(/^[\w.-]{1,100}$/u, { error: "must be made of letters, digits, `.`, `-` and `_`, 100 at most" });

/** The longest that a lease is given for at once, seconds. */
export const LONGEST_LEASE_SECONDS = 3600;

/** The body of `POST /v1/leases/NAME`: takes the lease, or renews it for whoever holds it. */
export const LeaseRequestSchema = z.object({
  /** Who takes it: another for each daemon that is started. */
  holder: z.string().min(1).max(300),
  ttl: z.number().positive().max(LONGEST_LEASE_SECONDS),
});

export type LeaseRequest = z.output<typeof LeaseRequestSchema>;

/** How a lease stands, by the clock of the database alone. */
export const LeaseSchema = z.object({
  name: z.string(),
  holder: z.string(),
  /** Grows by one with each change of holder: the fencing token. */
  token: z.int().positive(),
  /** Seconds left; 0: nobody holds it. */
  left: z.number().nonnegative(),
});

export type Lease = z.output<typeof LeaseSchema>;
