import { z } from "zod";

/**
 * The launcher's own configuration, one spelling (clabe's snake_case) in every source: file, environment, flags.
 * Durations are in seconds. Relative paths are taken from the config file's folder.
 */
export const LauncherConfigSchema = z.strictObject({
  /** Names the rig; the session lock, the session and the logs carry it. The host's name when absent. */
  rig_name: z.string().min(1).optional(),
  /** Sessions are written to `<data_dir>/<subject>/<session name>`. */
  data_dir: z.string().min(1),
  /** One folder a run of the launcher is made in it, for the logs. */
  temp_dir: z.string().min(1).default("local/.temp"),
  subject: z.string().min(1).optional(),
  experimenters: z.array(z.string().min(1)).optional(),
  notes: z.string().optional(),
  /** The session is stopped in preflight when the data disk has less room than this, in gigabytes (10^9 bytes). */
  forecast_gb: z.number().positive().optional(),
  experiment: z
    .strictObject({
      /** clabe's `experiment`: the name of what is run. */
      name: z.string().default(""),
      /** Program and arguments, no shell. `{session_directory}`, `{session_name}`, `{subject}` and `{rig_name}` are filled in. */
      command: z.array(z.string()).min(1),
      /** The program's working folder; the config file's folder when absent. */
      directory: z.string().optional(),
      environment: z.record(z.string(), z.string()).default({}),
      timeout_seconds: z.number().positive().optional(),
      /** How long the program may take to end by itself on abort before its whole process tree is killed. */
      grace_seconds: z.number().nonnegative().default(10),
      success_exit_codes: z.array(z.number().int()).default([0]),
    })
    .optional(),
  plugins: z
    .array(
      z.strictObject({
        /** A package name or a path (`./plugins/mapper.ts`). */
        use: z.string().min(1),
        /** The plugin's options. */
        with: z.record(z.string(), z.unknown()).default({}),
        enabled: z.boolean().default(true),
      }),
    )
    .default([]),
  /** Overrides of the hooks' timeouts, in seconds, by hook name. */
  hook_timeouts: z.record(z.string(), z.number().positive()).default({}),
  debug_mode: z.boolean().default(false),
  /** False: every question must be answered by flag or config; a missing answer is an error. */
  input: z.boolean().default(true),
});

export type LauncherConfig = z.output<typeof LauncherConfigSchema>;
