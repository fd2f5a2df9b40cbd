/** Goes to the prompt's button, and presses it. */
const SUBMIT = "\t\r";

/**
 * Tells the Enter that ends the notes from those within them. A barcode scanner sends one behind each code, and what is
 * pasted may have empty lines: no Enter that comes together with text ends anything, or the rest would be lost. So the notes
 * end by Enter pressed on its own, where the line is empty, and by the prompt's button. Takes what the terminal sends and
 * returns what the prompt shall see.
 */
export function endNotesByEnter(): (bytes: Buffer) => Buffer {
  let isLineEmpty = true;
  return (bytes) => {
    // One character for each byte: a letter may be cut in two where one piece ends.
    const typed = bytes.toString("latin1").replaceAll(/\r\n|\n/g, "\r");
    const isEnterAlone = /^\r+$/.test(typed);
    if (isEnterAlone && (isLineEmpty || typed.length > 1)) return Buffer.from(SUBMIT);
    isLineEmpty = typed.endsWith("\r");
    // In text that comes at once, a tab is no key that was pressed: it would go to the button.
    return Buffer.from(typed.length > 1 ? typed.replaceAll("\t", " ") : typed, "latin1");
  };
}
