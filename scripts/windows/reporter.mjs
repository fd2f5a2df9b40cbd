// Writes what became of each test file as soon as it is known: a run that hangs has lost nothing of what was before.
import { appendFileSync } from "node:fs";

export default class {
  onTestModuleEnd(module) {
    const tests = [...module.children.allTests()].map((one) => {
      const { state, errors = [] } = one.result();
      return {
        name: one.fullName,
        state,
        error: errors
          .map(({ message }) => message)
          .join(" | ")
          .slice(0, 500),
      };
    });
    const error = module
      .errors()
      .map(({ message }) => message)
      .join(" | ");
    const file = module.relativeModuleId.replaceAll("\\", "/");
    appendFileSync(process.env.RIGLINE_WINDOWS_RESULTS, `${JSON.stringify({ file, tests, error })}\n`);
  }
}
