import type { NotesQuestion } from "../questions.js";
import { onOneLine } from "./show-table.js";
import { endNotesByEnter } from "./end-notes-by-enter.js";
import type { Kind } from "./kind.js";

export const NOTES: Kind<NotesQuestion, string> = {
  remember: "never",
  hint: () => "Enter on an empty line: done",
  translate: endNotesByEnter,
  draw: async ({ multiline }, screen, question, { title, offer }) => {
    const offered = offer?.value ?? "";
    const typed = await multiline({
      ...screen,
      message: title,
      placeholder: offered === "" ? "" : onOneLine(offered),
      showSubmit: true,
      validate: (value) => question.validate?.(tidy(value ?? "") || offered),
    });
    return typeof typed === "symbol" ? typed : tidy(typed) || offered;
  },
  read: (text, question) => {
    const answer = tidy(text);
    const problem = question.validate?.(answer);
    return problem === undefined ? { answer } : { problem };
  },
  write: (answer) => answer,
  show: (answer) => answer,
};

/** Without blank lines at either end, nor blanks behind a line: they come from ending the notes, and from pasting. */
function tidy(text: string): string {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trimEnd());
  return lines.join("\n").replace(/^\n+/, "").trimEnd();
}
