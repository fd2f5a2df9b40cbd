import { HIDDEN, isSecretKey } from "@rigline/foundation/redaction";
import type { Offer } from "./kinds/kind.js";
import { kindOf, type AnswerOf, type KindName, type QuestionOf } from "./kinds/index.js";
import type { QuestionBase } from "./questions.js";
import { layOutTable } from "./kinds/show-table.js";

/**
 * What a question leaves on the screen: `Experimenters: Ada Lovelace (as last time)`; of notes, each line; of what is confirmed,
 * the table.
 */
export function describeAnswer<Name extends KindName>(
  name: Name,
  question: QuestionOf<Name>,
  answer: AnswerOf<Name>,
  offer: Offer<AnswerOf<Name>> | undefined,
): string {
  const kind = kindOf(name);
  const { table = [], quiet = false }: QuestionBase = question;
  if (quiet) return "";
  if (kind.leaves === "table alone") return answer === kind.forNobody ? endLines(layOutTable(table)) : "";
  const asked = question.message.trim();
  const text = kind.write(answer);
  const from =
    offer !== undefined && text !== "" && text === kind.write(offer.value) ? ` (${offer.from || "default"})` : "";
  const [first = "", ...more] = showAnswer(kind.show(answer, question), question.key).split("\n");
  const line = `${asked}${/[:?]$/.test(asked) ? "" : ":"} ${first}${from}`;
  const above = kind.leaves === "table" ? layOutTable(table) : [];
  return endLines([...above, line, ...more.map((one) => `  ${one}`.trimEnd())]);
}

function endLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

/** Hidden where its key names a secret. */
export function showAnswer(text: string, key: string): string {
  if (text === "") return "(empty)";
  return isSecretKey(key) ? HIDDEN : text;
}
