import type { ConfirmQuestion } from "../questions.js";
import type { Kind } from "./kind.js";

export const CONFIRM: Kind<ConfirmQuestion, boolean> = {
  remember: "never",
  leaves: "table",
  framesTitle: true,
  draw: ({ confirm }, screen, { initial = false }, { title }) =>
    confirm({ ...screen, message: title, initialValue: initial }),
  read: (text) => {
    if (/^(?:yes|true)$/i.test(text)) return { answer: true };
    if (/^(?:no|false)$/i.test(text)) return { answer: false };
    return { problem: "is neither yes nor no" };
  },
  write: (answer) => (answer ? "yes" : "no"),
  show: (answer) => (answer ? "yes" : "no"),
};
