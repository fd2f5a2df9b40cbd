import type { Finding } from "@rigline/core";
import { didYouMean } from "@rigline/foundation/errors";
import type { PluginParts } from "../parts.js";
import { TRANSFER_QUESTION } from "../transfer/decide-hand-off.js";

const subject = "answers";

/**
 * Whether what was answered beforehand to the question of the hand-off is an answer to it: found out when it is asked, the data
 * would stay on the rig, or leave it against a person's word.
 */
export function checkAnswers({ options, config }: Pick<PluginParts, "options" | "config">): readonly Finding[] {
  if (!options.confirm && options.transfer_on !== "ask") return [];
  const answers = config.values.answers ?? {};
  const given = answers[TRANSFER_QUESTION];
  if (given !== undefined) {
    if (/^(?:yes|no|true|false)$/iu.test(String(given))) return [];
    const message = `the answer ${JSON.stringify(given)} for ${TRANSFER_QUESTION} is neither yes nor no`;
    return [{ level: "error", subject, message, todo: `Write \`--answer ${TRANSFER_QUESTION}=no\`, or yes.` }];
  }
  const meant = Object.keys(answers).find((key) => didYouMean(key, [TRANSFER_QUESTION]) !== "");
  if (meant === undefined) return [];
  const message = `there is an answer for ${meant}, and the question of the hand-off is ${TRANSFER_QUESTION}`;
  return [{ level: "error", subject, message, todo: `Write \`--answer ${TRANSFER_QUESTION}=…\`.` }];
}
