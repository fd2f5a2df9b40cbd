import { HIDDEN, isSecretKey } from "@rigline/foundation/redaction";
import type { Offer } from "./kinds/kind.js";
import { kindOf, type AnswerOf, type KindName, type QuestionOf } from "./kinds/index.js";
import type { ConfirmQuestion } from "./questions.js";
import { layOutTable } from "./show-table.js";

/**
 * The lines that a question leaves on the screen: its table, if it has one, and `Experimenters: Ada Lovelace (as last time)`; of
 * notes, each line.
 */
export function describeAnswer<Name extends KindName>(
  name: Name,
  question: QuestionOf<Name>,
  answer: AnswerOf<Name>,
  offer: Offer<AnswerOf<Name>> | undefined,
): string {
  const kind = kindOf(name);
  const asked = question.message.trim();
  const text = kind.write(answer);
  const from =
    offer !== undefined && text !== "" && text === kind.write(offer.value) ? ` (${offer.from || "default"})` : "";
  const { table = [] }: Partial<ConfirmQuestion> = question;
  const [first = "", ...more] = showAnswer(kind.show(answer, question), question.key).split("\n");
  const line = `${asked}${/[:?]$/.test(asked) ? "" : ":"} ${first}${from}`;
  return [...layOutTable(table), line, ...more.map((one) => `  ${one}`.trimEnd())].join("\n");
}

function showAnswer(text: string, key: string): string {
  if (text === "") return "(empty)";
  return isSecretKey(key) ? HIDDEN : text;
}
