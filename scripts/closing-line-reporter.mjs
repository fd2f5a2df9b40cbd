// A vitest reporter that ends the run with one plain line that any CI can read.
export default class ClosingLineReporter {
  onTestRunEnd(modules) {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const state = test.result().state;
        if (state in counts) counts[state] += 1;
      }
      if (module.state() === "failed" && module.errors().length > 0) counts.failed += 1;
    }
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
    process.on("exit", (code) => {
      // Something that is no test's: what was left behind, an error that nobody caught.
      const beside = code !== 0 && counts.failed === 0 ? "; the run itself failed, see above" : "";
      process.stdout.write(`tests: ${counts.passed} passed, ${counts.failed} failed${skipped}${beside}\n`);
    });
  }
}
