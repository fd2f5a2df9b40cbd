import { join } from "node:path";
import { definePlugin, FILE_SYSTEM, type Plugin, type Session, UI, writeDurably } from "@rigline/core";
import { HAND_OFF_FILES, handOffFiles } from "../places/hand-off-files.js";
import { VERSION } from "../version.js";
import { type ChainOptions, ChainOptionsSchema } from "./chain-options.js";
import { describeToday, type EarlierSession, findToday } from "./find-today.js";

/** Several sessions of one subject in a row, each knowing which of the day it is; and none too many by mistake. */
export const chainPlugin: Plugin<ChainOptions> = definePlugin({
  name: "chain",
  version: VERSION,
  section: "chain",
  options: ChainOptionsSchema,
  needs: { ui: UI, fileSystem: FILE_SYSTEM },
  extends: { mapping: HAND_OFF_FILES },
  hooks: {
    beforeSession: async (session, { needs: { ui, fileSystem }, options, log }) => {
      if (isNoSubject(options, session)) return undefined;
      const earlier = findToday(fileSystem, session, "planned");
      const counted = countedOf(options, earlier);
      const planned = plannedOf(options, session);
      if (counted.length < planned) {
        if (earlier.length > 0) log.info(`today's sessions of ${session.subject} until now: ${describeToday(earlier)}`);
        return undefined;
      }
      const reason = `${session.subject} ran already today: ${describeToday(counted)}`;
      const todo =
        "`--answer chain.again=yes` runs it all the same; `sessions_a_day` of @rigline/rig-plugins/chain says how many a day there are.";
      if (options.again === "allow") {
        log.warning(reason);
        return undefined;
      }
      if (options.again === "refuse") return { reason, todo };
      const answer = await ui.pick({
        key: "chain.again",
        message: `${reason}. Again?`,
        choices: [
          { value: "no", label: "No: it was the wrong subject, or enough" },
          { value: "yes", label: "Yes, once more" },
        ],
        fallback: "no",
        remember: "never",
      });
      return answer === "yes" ? undefined : { reason, todo };
    },
    ready: ({ runners }, { options, extends: { mapping } }) => {
      handOffFiles({ runners, mapping }, "chain", [options.file]);
      runners.add({
        name: "chain",
        phase: "preSession",
        onFailure: "continue",
        run: ({ needs: { fileSystem }, session, report }) => {
          if (isNoSubject(options, session)) return;
          const earlier = findToday(fileSystem, session);
          const number = countedOf(options, earlier).length + 1;
          const of = Math.max(number, plannedOf(options, session));
          const previous = earlier.at(-1)?.name ?? null;
          const record = { number, of, previous, today: earlier };
          const path = join(session.directory, options.file);
          writeDurably(path, `${JSON.stringify(record, undefined, 2)}\n`, { fileSystem });
          if (of > 1)
            report(
              "today",
              `session ${number} of ${of}${earlier.length > 0 ? `, after ${describeToday(earlier)}` : ""}`,
            );
        },
      });
    },
    sessionEnded: ({ session, outcome }, { needs: { fileSystem }, options, log }) => {
      if (isNoSubject(options, session)) return;
      const before = countedOf(options, findToday(fileSystem, session)).length;
      const done = before + (outcome === "success" || options.failed_count ? 1 : 0);
      const left = plannedOf(options, session) - done;
      if (left <= 0) return;
      const experimenters = session.experimenters.map((name) => ` --experimenter ${JSON.stringify(name)}`).join("");
      const some = left === 1 ? "1 more session" : `${left} more sessions`;
      log.warning(
        `${some} of ${session.subject} today; the next: rigline run --subject ${session.subject}${experimenters}`,
      );
    },
  },
});

/** A session of no subject, or without one. */
function isNoSubject({ not }: ChainOptions, { subject, simulated }: Session): boolean {
  return simulated === true || not.some((name) => name.toLowerCase() === subject.toLowerCase());
}

function plannedOf({ subjects, sessions_a_day: usual }: ChainOptions, { subject }: Session): number {
  return (Object.hasOwn(subjects, subject) ? subjects[subject] : undefined) ?? usual;
}

function countedOf({ failed_count: all }: ChainOptions, earlier: readonly EarlierSession[]): readonly EarlierSession[] {
  return earlier.filter(({ outcome }) => all || (outcome !== "failed" && outcome !== "aborted"));
}
