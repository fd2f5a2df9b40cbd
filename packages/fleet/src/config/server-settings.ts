import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { systemClock } from "@rigline/foundation/platform";
import { readTimeOfDay } from "@rigline/foundation/time";
import { jobStatusUrl, NotifySchema } from "@rigline/manifest";
import { SecretSchema } from "@rigline/manifest/fleet";
import { parse } from "yaml";
import { z } from "zod";
import { PageEntries } from "./page-settings.js";
import { serverConfigError } from "./server-config-errors.js";

/** The settings of `rigline-fleet serve -c FILE`. */
const ServerConfigSchema = z.strictObject({
  silent_after_minutes: z
    .number()
    .positive()
    .default(15)
    .describe("A rig that was not heard for so long is silent, and that is told."),
  late_after_hours: z
    .number()
    .positive()
    .default(24)
    .describe("A session that is not at its destination so long after its manifest was taken is named in the digest."),
  keep_events_months: z
    .int()
    .positive()
    .optional()
    .describe(
      "Events of months that are so many over are dropped; where each session stands is kept. For ever when absent.",
    ),
  digest: z
    .strictObject({
      at: z
        .string()
        .refine((text) => readTimeOfDay(text) !== undefined, { error: 'no time of day, such as "07:00"' })
        .describe("The hour, by this machine's clock."),
      channels: z
        .array(z.string().min(1))
        .min(1)
        .optional()
        .describe("By which channels of `notify`; by those of the kind `mail` when absent."),
    })
    .optional()
    .describe("Once a day what was handed off, and what needs somebody; none when absent."),
  transfer_services: z
    .array(
      z
        .strictObject({
          endpoint: z
            .url({ protocol: /^https?$/u })
            .describe("Where rigs submit to it, as `transfer_endpoint` has it in their manifests."),
          jobs: z
            .url({ protocol: /^https?$/u })
            .optional()
            .describe("Where it tells of its jobs; beside `/api/v2/submit_jobs` of the endpoint when absent."),
        })
        .refine(({ endpoint, jobs }) => jobs !== undefined || jobStatusUrl(endpoint) !== undefined, {
          error: "where it tells of its jobs is not known: add `jobs`",
        }),
    )
    .default([])
    .describe("What the server asks what became of the sessions that rigs have submitted; nothing when absent."),
  ...PageEntries,
  notify: NotifySchema.describe("Who is told of silent rigs, as in a watch config (docs/watchdog-service/notify.md)."),
  metrics_token: SecretSchema.optional().describe(
    "What `/metrics` wants as a bearer token: `{ env: NAME }` or `{ file: PATH }`; whoever reaches the server sees them when absent.",
  ),
});

type ServerConfig = z.output<typeof ServerConfigSchema>;

export interface ServerSettings extends ServerConfig {
  /** Absolute; where secrets' files start. */
  readonly file: string;
  /** The IANA name of the zone in which the digest's hour is. */
  readonly zone: string;
}

/** Reads the settings; those that nothing is said of where there is no file. Throws FLEET_CONFIG_UNREADABLE and FLEET_CONFIG_INVALID. */
export function readServerSettings(path: string | undefined): ServerSettings {
  const zone = systemClock.zone();
  if (path === undefined) return { ...ServerConfigSchema.parse({}), file: resolve("fleet.yml"), zone };
  const file = resolve(path);
  const parsed = ServerConfigSchema.safeParse(readDocument(file));
  if (parsed.success) return { ...parsed.data, file, zone };
  const [issue] = parsed.error.issues;
  throw serverConfigError("FLEET_CONFIG_INVALID", {
    what: `${file}: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not understood"}`,
    where: { file },
  });
}

function readDocument(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8")) ?? {};
  } catch (cause) {
    throw serverConfigError("FLEET_CONFIG_UNREADABLE", {
      what: `the settings ${file} can't be read: ${messageOf(cause)}`,
      where: { file },
      cause,
    });
  }
}
