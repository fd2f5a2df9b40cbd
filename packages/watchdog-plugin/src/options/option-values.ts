import { pathText } from "@rigline/core";
import { MOST_FURTHER, needObjection } from "@rigline/manifest";
import { z } from "zod";

const CLOCK_TIME = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?$/;

/**
 * A wall-clock time at the rig, `HH:MM:SS` once read; null is "at once". Takes `20:00`, `20:00:00`, and the numbers that a
 * YAML 1.1 reader makes of the same two when they are not quoted: 1200 (hours * 60 + minutes) and 72000 (seconds). The
 * two can't be confused, because YAML 1.1 reads no time that starts with a zero as a number.
 */
export const ScheduleTimeSchema = z
  .union([z.string(), z.number(), z.null()], { error: "a time such as 20:00:00, or null for at once" })
  .transform((written, context): string | null => {
    if (written === null) return null;
    const time = typeof written === "number" ? timeOfNumber(written) : timeOfText(written.trim());
    if (time !== undefined) return time;
    context.addIssue({
      code: "custom",
      message: `${JSON.stringify(written)} is no time of day: write hours, minutes and seconds of the rig's own clock, such as "20:00:00", without date, zone or offset (or null for at once)`,
    });
    return z.NEVER;
  });

function timeOfText(text: string): string | undefined {
  const [, hours, minutes, seconds = "00"] = CLOCK_TIME.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) return undefined;
  return `${hours.padStart(2, "0")}:${minutes}:${seconds}`;
}

function timeOfNumber(number: number): string | undefined {
  if (!Number.isInteger(number) || number < 60 || number >= 86_400) return undefined;
  if (number >= 3600) return formatSeconds(number);
  return number < 1440 ? formatSeconds(number * 60) : undefined;
}

function formatSeconds(secondsOfDay: number): string {
  const parts = [Math.floor(secondsOfDay / 3600), Math.floor(secondsOfDay / 60) % 60, secondsOfDay % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

/**
 * Where the job is submitted. There is no default on purpose: clabe's default is a development server, and data that
 * went there by omission is data that nobody finds.
 */
export const TransferEndpointSchema = z
  .string({
    error:
      "must be given: the address that jobs are submitted to (http://…/api/v2/submit_jobs), or null to copy without submitting",
  })
  .refine(isHttpAddress, { error: "must be an http:// or https:// address, or null to copy without submitting" })
  .nullable();

function isHttpAddress(text: string): boolean {
  return URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol);
}

const DOUBLE = /\{\{\s*([^{}]*?)\s*\}\}/gu;
const SINGLE = /(?<!\{)\{\s*destination\s*\}(?!\})/gu;

/**
 * Tasks of the job by name, any JSON. `{{ destination }}` is all that is filled in: another name in such braces would reach
 * the transfer service as it stands, and be taken for a path there.
 */
export const UploadTasksSchema = z.record(z.string(), z.json()).check(({ value, issues }) => {
  for (const { text, path } of textsOf(value))
    issues.push(...objectionsTo(text).map((message) => ({ code: "custom" as const, input: text, path, message })));
});

function objectionsTo(text: string): string[] {
  const unknown = [...text.matchAll(DOUBLE)]
    .filter(([, name]) => name !== "destination")
    .map(([whole]) => `${whole} is filled in by nothing: the only name there is {{ destination }}`);
  const single = [...text.matchAll(SINGLE)].map(([whole]) => `${whole} is written with two braces: {{ destination }}`);
  return [...unknown, ...single];
}

function* textsOf(value: unknown, path: (string | number)[] = []): Generator<{ text: string; path: typeof path }> {
  if (typeof value === "string") yield { text: value, path };
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* textsOf(item, [...path, index]);
  else if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value)) yield* textsOf(inner, [...path, key]);
}

/** Where a session's data go. */
export const DestinationSchema = pathText({
  error: "must be given: the folder on the server that data are copied to",
  orStore: true,
}).describe(
  "The root on the server: data go to `<destination>/<subject>/<session>`. A folder, or a store: `s3://bucket/prefix`, `rclone:remote:path` (docs/watchdog-service/destinations.md).",
);

/** Where a session's data go as well. */
export const AlsoToSchema = z
  .array(
    z.strictObject({
      destination: pathText({ error: "a folder that the data go to as well", orStore: true }).describe(
        "The root there: data go to `<destination>/<subject>/<session>` as well. A folder, or a store: `s3://bucket/prefix`, `rclone:remote:path` (docs/watchdog-service/destinations.md).",
      ),
      needed: z
        .union([z.boolean(), z.int().positive()])
        .default(true)
        .describe(
          "The session is safe, and its source deleted, only when its data are there too; a number: when they are at so many of those that say the same.",
        ),
    }),
  )
  .max(MOST_FURTHER)
  .refine((named) => needObjection(named) === undefined, { error: ({ input }) => needObjection(input as never) ?? "" })
  .default([])
  .describe(
    "Folders that the data go to as well, copied, verified and tried again each by itself (docs/watchdog-service/second-destination.md).",
  );

/** What clabe and aind-watchdog-service have under a name that has no place here. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  source: "it is the session's folder. Folders from elsewhere are `extra_modality_data`",
  session_name: "sessions are named `<subject>_<time>`. In a script it is `sessionName` of WatchdogDataTransferService",
  validate: "it is always looked at before a session, and by `rigline doctor`",
  ui_helper: "`confirm: true` asks a person. In a script it is `ui` of WatchdogDataTransferService",
  webhook_url:
    "nothing is posted to it. A plugin's hook `sessionEnded`, or a step of the phase `post`, can tell people",
  transfer_service_args: "the request is made of the other keys; `upload_tasks` is merged into it",
  watchdog_exe: "it is the variable WATCHDOG_EXE of the environment",
  executable_path: "it is the variable WATCHDOG_EXE of the environment",
  modalities: "the session mapper names them (`mapper`); `extra_modality_data` adds folders from elsewhere",
  schemas: "the session mapper names them (`mapper`); without one every `*.json` of the session's folder is taken",
};
