import { z } from "zod";

export type DevicesOptions = z.output<typeof DevicesOptionsSchema>;
export type Device = DevicesOptions["devices"][number];
export type DeviceAction = z.output<typeof ActionSchema>;

const RequestSchema = z.strictObject({
  url: z.string().min(1).describe("The address; `{subject}`, `{session_name}` and the like are filled in."),
  method: z.enum(["GET", "PUT", "POST"]).default("POST").describe("How it is asked."),
  body: z.unknown().optional().describe("What is sent, as JSON; texts in it are filled in."),
});

const ActionSchema = z.union([
  RequestSchema,
  z.strictObject({
    command: z
      .array(z.string())
      .min(1)
      .describe("A program with its arguments, filled in likewise: `[ssh, camera-pc, start]`."),
  }),
]);

export const DevicesOptionsSchema = z.strictObject({
  devices: z
    .array(
      z.strictObject({
        name: z
          .string()
          .regex(/^[A-Za-z][\w-]*$/, "must be letters, digits, - and _, beginning with a letter")
          .describe("The device's name; unique."),
        start: ActionSchema.describe("What starts it: a request (`url`, `method`, `body`) or a `command`."),
        stop: ActionSchema.optional().describe("What stops it when the experiment is over, whatever came of that."),
        ready: ActionSchema.optional().describe(
          "What goes well as soon as it is ready, asked again and again; when absent, it is ready when it is started.",
        ),
        clock: ActionSchema.optional().describe(
          "What tells its time, so that the difference to this computer's is recorded: an ISO time or seconds since 1970, as text or as `time` of a JSON answer. A request is a GET when it does not say.",
        ),
      }),
    )
    .default([])
    .describe("The other computers of a session; all are started side by side."),
  ready_seconds: z
    .number()
    .positive()
    .default(60)
    .describe("All must be ready within so many seconds; else those that run are stopped, and no experiment begins."),
  answer_seconds: z
    .number()
    .positive()
    .default(10)
    .describe("A request or command must be answered within so many seconds."),
  warn_clock_ms: z
    .number()
    .positive()
    .default(1000)
    .describe("A clock that differs by more than so many milliseconds is told."),
});
