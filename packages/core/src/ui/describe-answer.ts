import { HIDDEN, isSecretKey } from "@rigline/foundation/redaction";
import type { Question } from "./ui-errors.js";

/** The line that a question leaves on the screen: `Experimenters: Ada Lovelace (default)`. */
export function describeAnswer(question: Question, answer: string | boolean, initial: string | undefined): string {
  const asked = question.message.trim();
  const isDefault = initial !== undefined && initial !== "" && answer === initial;
  return `${asked}${/[:?]$/.test(asked) ? "" : ":"} ${showAnswer(question, answer)}${isDefault ? " (default)" : ""}`;
}

function showAnswer(question: Question, answer: string | boolean): string {
  if (typeof answer === "boolean") return answer ? "yes" : "no";
  if (answer === "") return "(empty)";
  if (isSecretKey(question.key)) return HIDDEN;
  const label = "choices" in question ? question.choices.find(({ value }) => value === answer)?.label : undefined;
  return label ?? answer;
}
