import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRegistry, type Registry } from "./registry.js";

const TIMEOUT = 240_000;
const RIG = `installed-${process.pid}`;
/** On a loaded machine the hand-off may take its time. */
const RUN = ["run", "--subject", "614173", "--experimenter", "ada", "--no-input", "--set", "watchdog.wait_seconds=100"];
/** What stands for the server lies on the same disk. */
const LOCAL = ["--set", "watchdog.allow_local_destination=true"];

/**
 * Tests of what is packed, as a user comes by it: on a machine that has Node and npm, and a registry. `main` is the folder of
 * what is installed, by which others' packages are found; in `home` nothing is yet.
 */
export function testInstallation(archives: readonly string[], main: string, home: string): void {
  const prefix = join(home, "global");
  const commands = process.platform === "win32" ? prefix : join(prefix, "bin");
  let registry: Registry;

  /** Types a line in a folder; what it said. Fails with all that it said when it does not end well. */
  async function type(folder: string, ...line: readonly string[]): Promise<string> {
    const [command = "", ...args] = line;
    const kept = Object.entries(process.env).filter(
      ([name]) => !/^(?:npm_|node_path$|rigline_|watchdog_)/iu.test(name),
    );
    const { exitCode, all, stdout } = await execa(command, args, {
      cwd: folder,
      extendEnv: false,
      env: {
        ...Object.fromEntries(kept),
        PATH: [commands, dirname(process.execPath), process.env["PATH"]].join(delimiter),
        HOME: home,
        npm_config_registry: registry.address,
        npm_config_cache: join(home, "cache"),
        npm_config_prefix: prefix,
        npm_config_userconfig: join(home, ".npmrc"),
        npm_config_update_notifier: "false",
      },
      stdin: "ignore",
      reject: false,
      all: true,
    });
    expect(exitCode, `${line.join(" ")}\n${all}`).toBe(0);
    return stdout;
  }

  beforeAll(async () => {
    registry = await startRegistry(archives, main);
  }, TIMEOUT);
  afterAll(() => registry.close(), TIMEOUT);

  test(
    "globally: one line brings both commands; a rig runs, hands off, and its daemon is asked and ended",
    { timeout: TIMEOUT },
    async () => {
      await type(home, "npm", "install", "--global", "@rigline/cli");
      expect(
        readdirSync(commands)
          .filter((name) => !name.includes("."))
          .sort(),
      ).toEqual(["rigline", "rigline-watchdog"]);
      const made = await type(home, "rigline", "init", "first rig", "--rig-name", RIG);
      expect(made).toContain('  $ cd "first rig"\n  $ rigline doctor\n');
      await expectHandOff(join(home, "first rig"), join(home, "first rig", "central"), {
        launcher: ["rigline"],
        daemon: ["rigline-watchdog"],
      });
      expect(await type(home, "rigline", "completion", "bash")).toContain("< <(rigline __complete");
    },
  );

  test(
    "locally: npm create makes a rig that keeps its version, runs, and hands off",
    { timeout: TIMEOUT },
    async () => {
      const folder = join(home, "lab");
      mkdirSync(join(folder, "share"), { recursive: true });
      const given = ["--destination", "share", "--rig-name", `${RIG}-2`, "--no-input"];
      const made = await type(folder, "npm", "create", "--yes", "rigline@latest", "my-rig", "--", ...given);
      expect(made).toContain("  $ cd my-rig\n  $ npx rigline doctor\n");
      const rig = join(folder, "my-rig");
      const { version } = readJson(join(main, "package.json"));
      expect(readJson(join(rig, "package.json"))).toEqual({ private: true, dependencies: { "@rigline/cli": version } });
      const { packages } = readJson(join(rig, "package-lock.json")) as {
        packages: Record<string, { integrity?: string }>;
      };
      expect(
        Object.entries(packages).filter(([path, { integrity }]) => path !== "" && integrity === undefined),
      ).toEqual([]);
      await expectHandOff(rig, join(folder, "share"), {
        launcher: ["npx", "rigline"],
        // What npx runs; not by npx each time, which takes most of a second.
        daemon: [join(rig, "node_modules", ".bin", "rigline-watchdog")],
      });
      const completed = await type(rig, "bash", "-c", `source <(npx rigline completion bash); ${TAB}`);
      expect(completed).toBe("explain");
    },
  );

  test("nothing was asked of the registry that a rig does not need", () => {
    expect(registry.unknown.filter((asked) => !asked.includes("/-/npm/"))).toEqual([]);
  });

  async function expectHandOff(
    rig: string,
    destination: string,
    { launcher, daemon }: Readonly<Record<"launcher" | "daemon", readonly string[]>>,
  ): Promise<void> {
    const config = ["-c", join(rig, "data/.rigline/watchdog/flags/.rigline/watch_config.yml")];
    try {
      const said = await type(rig, ...launcher, ...RUN, ...LOCAL);
      expect(said).toMatch(/^Hand-off +safe to delete: /mu);
      const [session = ""] = readdirSync(join(destination, "614173")).filter((name) => !name.startsWith("."));
      const arrived = (name: string): string =>
        readFileSync(join(destination, "614173", session, "behavior", name), "utf8");
      expect(arrived("hello.txt")).toBe("Hello, 614173.\n");
      expect(arrived("trials.csv").trim().split("\n")).toHaveLength(11);
      expect(said).not.toContain("DATA_LEFT_BEHIND");
      expect(await type(rig, ...daemon, "status", ...config)).toContain(session);
    } finally {
      await type(rig, ...daemon, "stop", ...config);
    }
  }
}

/** What bash does at Tab behind `npx rigline config ex`. */
const TAB = `COMP_WORDS=(npx rigline config ex); COMP_LINE="npx rigline config ex"; COMP_POINT=21; COMP_CWORD=3
_rigline; echo "\${COMPREPLY[@]}"`;

function readJson(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
}
