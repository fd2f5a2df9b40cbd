import { join } from "node:path";
import {
  CLOCK,
  definePlugin,
  FILE_SYSTEM,
  fillText,
  type Finding,
  messageOf,
  type Plugin,
  RESOLVED_CONFIG,
  resolveFrom,
} from "@rigline/core";
import { whyAway } from "../places/why-away.js";
import { VERSION } from "../version.js";
import { copyFileVerified } from "./copy-file.js";
import { copyNowError } from "./copy-now-errors.js";
import { type CopyNowOptions, CopyNowOptionsSchema } from "./copy-now-options.js";
import { selectFiles } from "./select-files.js";

const ANSWER_SECONDS = 5;
const MOST_NAMED = 5;

/** Copies a session right after it, or a part of it, beside the hand-off that waits for the night. */
export const copyNowPlugin: Plugin<CopyNowOptions> = definePlugin({
  name: "copy-now",
  version: VERSION,
  section: "robocopy",
  options: CopyNowOptionsSchema,
  needs: { config: RESOLVED_CONFIG, fileSystem: FILE_SYSTEM, clock: CLOCK },
  hooks: {
    preflight: async (_payload, { needs, options, signal }): Promise<readonly Finding[]> => {
      const destination = resolveFrom(needs.config, options.destination);
      const why = await whyAway(needs, destination, ANSWER_SECONDS, signal);
      const first: Finding =
        why === undefined
          ? { level: "ok", subject: "copy", message: `a copy right after the session goes to ${destination}` }
          : {
              level: "warning",
              subject: "copy",
              message: `${destination} ${why}: there would be no copy right after the session`,
              todo: "Connect it, or correct `destination` of the section robocopy.",
            };
      if (!options.delete_src) return [first];
      const message =
        "`delete_src` of the section robocopy is without effect: nothing is deleted before it is handed off";
      return [first, { level: "warning", subject: "copy", message, todo: "`rigline clean` deletes what is safe." }];
    },
    ready: ({ runners }, { options }) =>
      void runners.add({
        name: "copy-now",
        phase: "postSession",
        simulated: "skip",
        concurrent: true,
        onFailure: "continue",
        ...(options.outcome === undefined ? {} : { when: { outcome: options.outcome } }),
        run: async ({ needs: { config, fileSystem }, session, signal, progress, report }) => {
          const target = join(resolveFrom(config, options.destination), fillText(options.folder, config, session));
          const files = selectFiles(fileSystem, session.directory, options);
          const failed: string[] = [];
          let bytes = 0;
          for (const [at, path] of files.entries()) {
            progress(`${at + 1} of ${files.length}: ${path}`);
            try {
              const copied = await copyFileVerified(join(session.directory, path), join(target, path), {
                overwrite: options.overwrite,
                signal,
              });
              if (copied.state === "other")
                failed.push(`${path}: another file of this name is there (\`overwrite\` would replace it)`);
              else bytes += copied.bytes;
            } catch (error) {
              signal.throwIfAborted();
              failed.push(`${path}: ${messageOf(error)}`);
            }
          }
          const done = files.length - failed.length;
          report("copied", `${done === 1 ? "1 file" : `${done} files`}, ${inMegabytes(bytes)}, read back and compared`);
          report("to", target);
          if (failed.length === 0) return;
          throw copyNowError("COPY_NOW_FAILED", {
            what: `${failed.length} of ${files.length} files were not copied to ${target}`,
            why: [...failed.slice(0, MOST_NAMED), ...(failed.length > MOST_NAMED ? ["…"] : [])].join("\n"),
          });
        },
      }),
  },
});

function inMegabytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
