import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { pythonWithPackages } from "./python.js";

describe("pythonWithPackages", () => {
  it("gives a Python that has them, the same to all who ask at once", async (context) => {
    const asked = await Promise.all([1, 2, 3].map(() => pythonWithPackages(["PyYAML==6.0.3"])));
    const [python] = asked;
    if (python === undefined) return context.skip("no Python");
    expect(new Set(asked).size).toBe(1);
    const { stdout } = await execa(python, ["-c", "import yaml; print(yaml.__version__)"]);
    expect(stdout).toBe("6.0.3");
  }, 300_000);

  it("gives none when the packages can't be had", async () => {
    expect(await pythonWithPackages(["PyYAML==0.0.0.1"])).toBeUndefined();
  }, 300_000);
});
