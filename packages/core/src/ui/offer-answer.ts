import { isSecretKey } from "@rigline/foundation/redaction";
import type { KindParts, Offer } from "./kinds/kind.js";
import { kindOf, type AnswerOf, type KindName, type QuestionOf } from "./kinds/index.js";
import type { OfferingQuestion, QuestionBase, Remembering } from "./questions.js";
import type { RememberedAnswers } from "./remembered-answers.js";

/** The answers of earlier sessions, for the subject of this one. */
export interface Recollection {
  readonly memory: RememberedAnswers;
  /** Undefined as long as it is not known. */
  readonly subject: () => string | undefined;
}

/** What Enter alone takes: what the question says itself, else what is remembered and still an answer. */
export function offerAnswer<Name extends KindName>(
  name: Name,
  question: QuestionOf<Name>,
  recollection: Recollection,
  parts: KindParts,
): Offer<AnswerOf<Name>> | undefined {
  const { initial, remember = kindOf(name).remember }: Partial<OfferingQuestion<unknown>> = question;
  if (initial !== undefined) return { value: initial as AnswerOf<Name>, from: "" };
  const last = recall(question.key, remember, recollection);
  if (last === undefined) return undefined;
  const reading = kindOf(name).read(last.text, question, parts);
  return "answer" in reading ? { value: reading.answer, from: last.from } : undefined;
}

/** Not where the question says `never`: yes and no are asked for anew each time. */
export function rememberAnswer<Name extends KindName>(
  name: Name,
  question: QuestionOf<Name>,
  answer: AnswerOf<Name>,
  { memory, subject }: Recollection,
): void {
  const { key, remember = kindOf(name).remember }: QuestionBase & Partial<OfferingQuestion<unknown>> = question;
  const text = kindOf(name).write(answer);
  if (remember === "never" || text === "" || isSecretKey(key)) return;
  memory.remember(key, text, remember === "key" ? undefined : subject());
}

function recall(
  key: string,
  remember: Remembering,
  { memory, subject }: Recollection,
): { readonly text: string; readonly from: string } | undefined {
  if (remember === "never") return undefined;
  const whose = remember === "key" ? undefined : subject();
  const own = whose === undefined ? undefined : memory.lastOf(whose, key);
  if (own !== undefined) return { text: own, from: `as last time for ${whose}` };
  const any = remember === "subject" ? undefined : memory.history(key)[0];
  return any === undefined ? undefined : { text: any, from: "as last time" };
}
