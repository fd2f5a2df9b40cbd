/**
 * What is only known where an error is told: advice is a template with these blanks, so that it never names another command
 * than the one that helps. A table's advice is shown with the general words.
 */
export interface AdviceBlanks {
  /** What takes up what the error has interrupted: `{again}`. */
  readonly again: string;
  /** The command that finishes the session: `{resume}`. */
  readonly resume: string;
  /** The command that hands on a session whose records are damaged: `{skip}`. */
  readonly skip: string;
  /** The command that starts a daemon by hand: `{watch}`. */
  readonly watch: string;
  /** The command that puts a parked job back: `{redrive}`. */
  readonly redrive: string;
  /** The file that the error is about: `{file}`. Known to the error itself. */
  readonly file: string;
}

const GENERAL: AdviceBlanks = {
  again: "run the command again",
  resume: "`rigline resume`",
  skip: "`rigline resume NAME --skip-damaged`",
  watch: "`rigline-watchdog -c …`",
  redrive: "`rigline-watchdog redrive -c CONFIG NAME`",
  file: "the file named above",
};

/** The blanks of what fails in a session: it is not begun anew, because its data is there. */
export function inSession(name: string): Pick<AdviceBlanks, "again" | "resume" | "skip"> {
  const resume = `rigline resume ${name}`;
  return { again: `\`${resume}\``, resume: `\`${resume}\``, skip: `\`${resume} --skip-damaged\`` };
}

/** Fills the blanks; those that are not given, with the general words. Other braces stay. */
export function fillAdvice(template: string, given: Partial<AdviceBlanks> = {}): string {
  const blanks: Readonly<Record<string, string>> = { ...GENERAL, ...given };
  return template.replaceAll(
    /\{(again|resume|skip|watch|redrive|file)\}/gu,
    (whole, name: string) => blanks[name] ?? whole,
  );
}
