import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { peersCache, pythonWithPackages } from "./python.js";

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

describe("peersCache", () => {
  const home = join("/home", "ada");
  it.for<[NodeJS.Platform, Record<string, string>, string]>([
    ["linux", { TESTS_PEERS_CACHE: "/ci/peers", XDG_CACHE_HOME: "/cache" }, "/ci/peers"],
    ["linux", { XDG_CACHE_HOME: "/cache" }, join("/cache", "rigline", "peers")],
    ["linux", { XDG_CACHE_HOME: "" }, join(home, ".cache", "rigline", "peers")],
    ["darwin", {}, join(home, "Library", "Caches", "rigline", "peers")],
    ["win32", { LOCALAPPDATA: "C:\\Local" }, join("C:\\Local", "rigline", "peers")],
    ["win32", {}, join(home, "AppData", "Local", "rigline", "peers")],
  ])("on %s with %o is %s", ([platform, environment, folder]) => {
    expect(peersCache(environment, platform, home)).toBe(folder);
  });
});
