import type { QuestionKinds } from "../questions.js";
import { CONFIRM } from "./confirm-kind.js";
import type { Kind } from "./kind.js";
import { NOTES } from "./notes-kind.js";
import { NUMBER } from "./number-kind.js";
import { PATH } from "./path-kind.js";
import { PICK } from "./pick-kind.js";
import { PICK_MANY } from "./pick-many-kind.js";
import { REVIEW } from "./review-kind.js";
import { TEXT } from "./text-kind.js";

export type KindName = keyof QuestionKinds;
export type QuestionOf<Name extends KindName> = QuestionKinds[Name]["question"];
export type AnswerOf<Name extends KindName> = QuestionKinds[Name]["answer"];

const KINDS: { readonly [Name in KindName]: Kind<QuestionOf<Name>, AnswerOf<Name>> } = {
  text: TEXT,
  pick: PICK,
  pickMany: PICK_MANY,
  number: NUMBER,
  notes: NOTES,
  path: PATH,
  confirm: CONFIRM,
  review: REVIEW,
};

export function kindOf<Name extends KindName>(name: Name): Kind<QuestionOf<Name>, AnswerOf<Name>> {
  return KINDS[name];
}
