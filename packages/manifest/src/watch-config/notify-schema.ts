import { readTimeOfDay } from "@rigline/foundation/time";
import { z } from "zod";

/** What a person may want to be told of. */
export const TOLD_KINDS = ["needs_you", "late", "recovered", "safe", "deleted"] as const;

export type ToldKind = (typeof TOLD_KINDS)[number];

/** Where a secret stands: the config itself is read by many, and copied into tickets. */
export const SecretSchema = z
  .strictObject(
    {
      env: z.string().min(1).optional().describe("The environment variable that it stands in."),
      file: z.string().min(1).optional().describe("The file that it stands in, and nothing else."),
    },
    { error: "must not be written here, it is a secret: give { env: NAME } or { file: PATH }" },
  )
  .refine(({ env, file }) => (env === undefined) !== (file === undefined), {
    error: "give either { env: NAME } or { file: PATH }",
  });

/** The environment variable or the file that a secret stands in. */
export type SecretSource = z.output<typeof SecretSchema>;

const CHANNEL_KINDS = ["webhook", "slack", "teams", "ntfy", "apprise", "mail"] as const;
type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** Beside `channel`, `name` and `when`. */
const OWN_KEYS: Readonly<Record<ChannelKind, { readonly needs: readonly string[]; readonly may: readonly string[] }>> =
  {
    webhook: { needs: ["url"], may: ["key"] },
    slack: { needs: ["url"], may: [] },
    teams: { needs: ["url"], may: [] },
    ntfy: { needs: ["url"], may: ["token"] },
    apprise: { needs: ["url"], may: ["tag"] },
    mail: { needs: ["host", "from", "to"], may: ["port", "user", "password"] },
  };

const ChannelFields = z.strictObject({
  channel: z
    .enum(CHANNEL_KINDS)
    .describe("By what: `webhook`, `slack`, `teams`, `ntfy`, `apprise` (an Apprise API server) or `mail`."),
  name: z
    .string()
    .min(1)
    .optional()
    .describe("What the channel is called in `status`; its kind when absent. Each has another."),
  when: z
    .array(z.enum(TOLD_KINDS))
    .min(1)
    .default(["needs_you", "late", "recovered", "deleted"])
    .describe(
      "Of what: `needs_you` (a job is parked), `late` (not safe by the hour `safe_by`), `recovered` (one of those is safe after all), `safe` (each that is), `deleted` (its data at the rig were deleted by `retention`).",
    ),
  url: SecretSchema.optional().describe("Where the address stands: `{ env: NAME }` or `{ file: PATH }`. Not for mail."),
  key: SecretSchema.optional().describe(
    "Of a webhook: where the key stands that messages are signed with (`X-Rigline-Signature`, HMAC-SHA256 of the body).",
  ),
  token: SecretSchema.optional().describe("Of ntfy: where the access token stands."),
  tag: z.string().min(1).optional().describe("Of Apprise: the tag of those of its addresses that are meant."),
  host: z.string().min(1).optional().describe("Of mail: the server that takes it."),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe("Of mail: 587 when absent; with 465 the connection is encrypted from its beginning."),
  from: z.string().min(3).optional().describe("Of mail: the sender."),
  to: z.array(z.string().min(3)).min(1).optional().describe("Of mail: who gets it."),
  user: z.string().min(1).optional().describe("Of mail: the name to log in with; none when absent."),
  password: SecretSchema.optional().describe("Of mail: where the password stands."),
});

export type NotifyChannel = z.output<typeof ChannelFields>;

const ChannelSchema = ChannelFields.superRefine((given, context) => {
  const { needs, may } = OWN_KEYS[given.channel];
  const known = ["channel", "name", "when", ...needs, ...may];
  const missing = needs.find((key) => given[key as keyof NotifyChannel] === undefined);
  if (missing !== undefined)
    context.addIssue({ code: "custom", path: [missing], message: `is missing: ${given.channel} needs it` });
  const strange = Object.entries(given).find(([key, value]) => value !== undefined && !known.includes(key))?.[0];
  if (strange !== undefined)
    context.addIssue({ code: "custom", path: [strange], message: `no key of the channel ${given.channel}` });
});

export const NotifySchema = z
  .array(ChannelSchema)
  .superRefine((channels, context) => {
    const names = channels.map(({ name, channel }) => name ?? channel);
    const twice = names.findIndex((name, index) => names.indexOf(name) < index);
    if (twice !== -1)
      context.addIssue({
        code: "custom",
        path: [twice, "channel"],
        message: "another channel has that name already: give one of them a `name`",
      });
  })
  .default([])
  .describe("Who is told when somebody is needed, one channel each (docs/watchdog-service/notify.md).");

export const SafeBySchema = z
  .string()
  .refine((text) => readTimeOfDay(text) !== undefined, { error: 'no time of day, such as "08:00"' })
  .optional()
  .describe(
    "The hour, by the rig's clock, by which what was handed over before it has to be safe: what is not is told as `late`.",
  );

export const PingSchema = z
  .strictObject({
    url: SecretSchema.describe(
      "Where the check's address stands (`https://…/ping/<uuid>`): `{ env: NAME }` or `{ file: PATH }`.",
    ),
  })
  .optional()
  .describe(
    "A dead-man's switch in the form of healthchecks: pinged with every hand-off and once a day, so that somebody else notices a rig that falls silent.",
  );

export const CHANNEL_KEYS: readonly string[] = Object.keys(ChannelFields.shape);
/** Whoever writes the secret itself in their place must not find it in a message. */
export const SECRET_KEYS: readonly string[] = ["url", "key", "token", "password"];
