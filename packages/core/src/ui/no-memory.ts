import type { RememberedAnswers } from "./remembered-answers.js";

/** For what asks and remembers nothing. */
export const NO_MEMORY: RememberedAnswers = {
  history: () => [],
  lastOf: () => undefined,
  remember: () => undefined,
};
