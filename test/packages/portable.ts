import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";

const SCRIPT = fileURLToPath(new URL("../../scripts/portable.mjs", import.meta.url));
const isLinux = process.platform === "linux" && process.arch === "x64";
if (!isLinux) console.log("the portable folder is not tried: the one for Linux is run on Linux alone");

/** All of the system that a starter needs; nothing else is on the PATH. */
const TOOLS = ["sh", "dirname", "readlink"];

/** `modules` gives what npm has installed, when it has; in `home` nothing is yet. Node is the one that runs this. */
export function testPortable(modules: () => string, home: string): void {
  test.skipIf(!isLinux)(
    "a portable folder runs a session and hands it off where there is neither Node nor npm",
    async () => {
      const node = join(home, "node-package");
      mkdirSync(join(node, "bin"), { recursive: true });
      mkdirSync(join(home, "tools"));
      symlinkSync(process.execPath, join(node, "bin", "node"));
      writeFileSync(join(node, "LICENSE"), "of Node\n");
      const given = ["--system", "linux", "--modules", modules(), "--node", node];
      const { stdout } = await execa(process.execPath, [SCRIPT, "--out", join(home, "out"), ...given]);
      const [archive = "", sums = ""] = stdout.split("\n");
      const sum = createHash("sha256").update(readFileSync(archive)).digest("hex");
      expect(readFileSync(sums, "utf8")).toBe(`${sum}  ${archive.slice(join(home, "out").length + 1)}\n`);

      await execa("tar", ["xzf", archive], { cwd: home });
      rmSync(archive);
      const place = join(home, archive.slice(join(home, "out").length + 1).replace(/\.tar\.gz$/u, ""));
      for (const tool of TOOLS) symlinkSync(await whereIs(tool), join(home, "tools", tool));
      // As a lab puts it on the PATH: by links.
      for (const command of ["rigline", "rigline-watchdog"])
        symlinkSync(join(place, command), join(home, "tools", command));
      const type = async (command: string, ...args: readonly string[]): Promise<string> => {
        const environment = { PATH: join(home, "tools"), HOME: home, TMPDIR: process.env["TMPDIR"] };
        const marks = { NODE_OPTIONS: process.env["NODE_OPTIONS"] };
        const rig = join(home, "rig");
        mkdirSync(rig, { recursive: true });
        const options = {
          cwd: rig,
          env: { ...environment, ...marks },
          extendEnv: false,
          all: true,
          reject: false,
        } as const;
        const { exitCode, all } = await execa(command, args, options);
        expect(exitCode, `${command} ${args.join(" ")}\n${all}`).toBe(0);
        return all;
      };
      const config = ["-c", join(home, "rig", "data/.rigline/watchdog/flags/.rigline/watch_config.yml")];
      await type("rigline", "init", "--rig-name", `portable-${process.pid}`);
      try {
        const said = await type("rigline", "run", "--no-input", "--subject", "614173", "--experimenter", "ada");
        expect(said).toContain("experiment         done");
        expect(said).toMatch(/^Hand-off +safe to delete: /mu);
      } finally {
        await type("rigline-watchdog", "stop", ...config);
      }
    },
    240_000,
  );
}

async function whereIs(tool: string): Promise<string> {
  const { stdout } = await execa("sh", ["-c", `command -v ${tool}`]);
  return stdout;
}
