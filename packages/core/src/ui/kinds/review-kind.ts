import type { ReviewQuestion } from "../questions.js";
import type { Kind } from "./kind.js";

export const YES = "yes";

export const REVIEW: Kind<ReviewQuestion, string> = {
  remember: "never",
  forNobody: YES,
  leaves: "table alone",
  framesTitle: true,
  draw: ({ select }, screen, { changes = [], yes = "Yes" }, { title }) =>
    select({
      ...screen,
      message: title,
      options: [
        { value: YES, label: yes },
        ...changes.map(({ key, message }) => ({ value: key, label: `Change: ${message}` })),
      ],
    }),
  read: (text) =>
    /^(?:yes|true)$/i.test(text) ? { answer: YES } : { problem: "is not yes, and nobody is there to change it" },
  write: (answer) => answer,
  show: (answer) => answer,
};
