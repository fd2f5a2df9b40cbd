import { z } from "zod";

/** How a store of the S3 kind is reached; what it says nothing of, the kit of AWS finds where it always does. */
export const S3Schema = z
  .strictObject({
    endpoint: z
      .url({ protocol: /^https?$/, error: "must be an http or https address" })
      .optional()
      .describe(
        "The store's address, where it is not AWS's own; or AWS_ENDPOINT_URL_S3, or `endpoint_url` of the profile.",
      ),
    region: z.string().min(1).optional().describe("Its region; or AWS_REGION, or that of the profile."),
    path_style: z
      .boolean()
      .default(false)
      .describe(
        "The bucket stands in the path and not in the name of the host, as most stores that are not AWS's want it.",
      ),
    profile: z
      .string()
      .min(1)
      .optional()
      .describe("The profile of `~/.aws` that has the credentials; or AWS_PROFILE, or what the kit finds."),
  })
  .optional()
  .describe("How `s3://` destinations are reached (docs/watchdog-service/destinations.md).");

export const S3_KEYS: readonly string[] = ["endpoint", "region", "path_style", "profile"];

export const RcloneSchema = z
  .strictObject({
    config: z
      .string()
      .min(1)
      .optional()
      .describe(
        "rclone's configuration, which has the remotes and their credentials; rclone's own choice when absent.",
      ),
  })
  .optional()
  .describe("How `rclone:` destinations are reached (docs/watchdog-service/destinations.md).");

export const RCLONE_KEYS: readonly string[] = ["config"];

/** How stores that are no file systems are reached. */
export interface StoreEntries {
  readonly s3?:
    | {
        readonly endpoint?: string | undefined;
        readonly region?: string | undefined;
        readonly pathStyle: boolean;
        readonly profile?: string | undefined;
      }
    | undefined;
  readonly rclone?: { readonly config?: string | undefined } | undefined;
}
