/** What the names of test sessions begin with. No animal is called so, and no program that looks for sessions takes them for some. */
export const SEND_TEST = "rigline-send-test";

/** Whether a name is that of a session which `rigline doctor --send-test` has made to try the hand-off. */
export function isSendTestName(name: string): boolean {
  return name.startsWith(`${SEND_TEST}-`);
}
