import type { TextQuestion } from "../questions.js";
import type { Kind } from "./kind.js";

export const TEXT: Kind<TextQuestion, string> = {
  remember: "any",
  draw: ({ text }, screen, question, { title, offer }) =>
    text({
      ...screen,
      message: title,
      placeholder: offer?.value ?? "",
      defaultValue: offer?.value ?? "",
      validate: (typed) => question.validate?.((typed ?? "") === "" ? (offer?.value ?? "") : (typed ?? "")),
    }),
  read: (text, question) => {
    const problem = question.validate?.(text);
    return problem === undefined ? { answer: text } : { problem };
  },
  write: (answer) => answer,
  show: (answer) => answer,
};
