import { CONFIRM } from "./confirm-kind.js";
import { NOTES } from "./notes-kind.js";
import { NUMBER } from "./number-kind.js";
import { PATH } from "./path-kind.js";
import { PICK } from "./pick-kind.js";
import { PICK_MANY } from "./pick-many-kind.js";
import { TEXT } from "./text-kind.js";
import type { Kind } from "./kind.js";

/** Every kind of question, by the name of the method that asks it. */
const KINDS = {
  text: TEXT,
  pick: PICK,
  pickMany: PICK_MANY,
  number: NUMBER,
  notes: NOTES,
  path: PATH,
  confirm: CONFIRM,
} as const;

export type KindName = keyof typeof KINDS;

export type QuestionOf<Name extends KindName> =
  (typeof KINDS)[Name] extends Kind<infer Question, infer _Answer> ? Question : never;

export type AnswerOf<Name extends KindName> =
  (typeof KINDS)[Name] extends Kind<infer _Question, infer Answer> ? Answer : never;

/** With its types tied together again, which TypeScript can't do for a name that is not known. */
export function kindOf<Name extends KindName>(name: Name): Kind<QuestionOf<Name>, AnswerOf<Name>> {
  return KINDS[name] as unknown as Kind<QuestionOf<Name>, AnswerOf<Name>>;
}
