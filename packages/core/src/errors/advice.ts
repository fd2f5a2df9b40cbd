/**
 * What is only known where an error is told: advice is a template with these blanks, so that it never names another command
 * than the one that helps. A table's advice is shown with the general words.
 */
export interface AdviceBlanks {
  /** What takes up what the error has interrupted: `{again}`. */
  readonly again: string;
  /** The command that finishes the session: `{resume}`. */
  readonly resume: string;
  /** The command that starts a daemon by hand: `{watch}`. */
  readonly watch: string;
  /** The file that the error is about: `{file}`. Known to the error itself. */
  readonly file: string;
}

const GENERAL: AdviceBlanks = {
  again: "run the command again",
  resume: "`rigline resume`",
  watch: "`rigline-watchdog -c …`",
  file: "the file named above",
};

/** The blanks of what fails in a session: it is not begun anew, because its data is there. */
export function inSession(name: string): Pick<AdviceBlanks, "again" | "resume"> {
  return { again: `\`rigline resume ${name}\``, resume: `\`rigline resume ${name}\`` };
}

/** Fills the blanks; those that are not given, with the general words. Other braces stay. */
export function fillAdvice(template: string, given: Partial<AdviceBlanks> = {}): string {
  const blanks: Readonly<Record<string, string>> = { ...GENERAL, ...given };
  return template.replaceAll(/\{(again|resume|watch|file)\}/gu, (whole, name: string) => blanks[name] ?? whole);
}
