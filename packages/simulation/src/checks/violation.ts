/** A promise that was broken, by the letter and number that docs/promises/promises.md gives it. */
export class Violation extends Error {
  readonly rule: string;

  constructor(rule: string, message: string) {
    super(`${rule}: ${message}`);
    this.rule = rule;
  }
}

export type Report = (rule: string, message: string) => void;
