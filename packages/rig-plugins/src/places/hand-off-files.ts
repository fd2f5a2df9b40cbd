import { join } from "node:path";
import {
  type Extending,
  type ExtensionPoint,
  extensionPoint,
  type FileSystem,
  type RunnerHandle,
  type Runners,
} from "@rigline/core";
import { z } from "zod";

const HandedOffSchema = z.object({ schemas: z.array(z.string()) });
export type HandedOffFiles = z.output<typeof HandedOffSchema>;

/** The watchdog plugin's point for what others add to a session's mapping; a rig without that plugin has none. */
export const HAND_OFF_FILES: ExtensionPoint<RunnerHandle<HandedOffFiles>> = extensionPoint(
  "watchdog/mapping-additions",
  {
    optional: true,
  },
);

export interface HandOffParts {
  readonly runners: Runners<{ readonly fileSystem: FileSystem }>;
  readonly mapping: Extending<RunnerHandle<HandedOffFiles>>;
}

/**
 * Has files of the session's folder handed off with its data, whatever a mapper says of them. By a runner of its own, which can't
 * fail: one that did would keep the data on the rig.
 */
export function handOffFiles(
  { runners, mapping }: HandOffParts,
  plugin: string,
  files: readonly string[],
  after: readonly RunnerHandle<unknown>[] = [],
): void {
  if (!mapping.isOffered) return;
  mapping.add(
    runners.add({
      name: `${plugin}-files`,
      phase: "postSession",
      after,
      result: HandedOffSchema,
      run: ({ needs: { fileSystem }, session }) => {
        const paths = files.map((file) => join(session.directory, file));
        return { schemas: paths.filter((path) => fileSystem.exists(path)) };
      },
    }),
  );
}
