import { showTable } from "../show-table.js";
import type { ConfirmQuestion } from "../questions.js";
import type { Kind } from "./kind.js";

export const CONFIRM: Kind<ConfirmQuestion, boolean> = {
  remember: "never",
  draw: ({ confirm }, screen, { initial, table }, { title }) =>
    confirm({
      ...screen,
      message: table === undefined ? title : [...showTable(table, screen.output), "", title].join("\n"),
      initialValue: initial ?? false,
    }),
  read: (text) => {
    if (/^(?:yes|true)$/i.test(text)) return { answer: true };
    if (/^(?:no|false)$/i.test(text)) return { answer: false };
    return { problem: "is neither yes nor no" };
  },
  write: (answer) => (answer ? "yes" : "no"),
  show: (answer) => (answer ? "yes" : "no"),
};
