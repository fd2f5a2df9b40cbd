const RULE = "retention@";

/** By which name a rule of the watch config deletes, where a person would have theirs. */
export function ruleAt(hostname: string): string {
  return `${RULE}${hostname}`;
}

/** Whether that is who has deleted something, and no person. */
export function isByRule(by: string): boolean {
  return by.startsWith(RULE);
}
