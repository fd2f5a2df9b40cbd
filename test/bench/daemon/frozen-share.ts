import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

export interface FreezableShare {
  readonly folder: string;
  /** From now on nobody is answered who asks for anything in it. */
  freeze(): void;
  end(): Promise<void>;
}

/** A mounted volume whose server can be stopped: an NTFS image and its driver, a process. Undefined: it needs that driver and root. */
export async function freezableShare(folder: string): Promise<FreezableShare | undefined> {
  if (process.getuid?.() !== 0 || !isThere("mkntfs") || !isThere("ntfs-3g")) return undefined;
  const image = `${folder}.img`;
  const file = openSync(image, "w");
  ftruncateSync(file, 256 * 1024 * 1024);
  closeSync(file);
  spawnSync("mkntfs", ["-Q", "-F", image], { stdio: "ignore" });
  mkdirSync(folder);
  const server = spawn("ntfs-3g", ["-o", "no_detach", image, folder], { stdio: "ignore" });
  const { pid } = server;
  const isMounted = (): boolean =>
    readFileSync("/proc/self/mounts", "utf8").includes(` ${folder.replaceAll(" ", "\\040")} `);
  while (!isMounted() && server.exitCode === null) await setTimeout(20);
  if (pid === undefined || server.exitCode !== null) return undefined;
  return {
    folder,
    freeze: () => void process.kill(pid, "SIGSTOP"),
    end: async () => {
      if (server.exitCode !== null) return;
      process.kill(pid, "SIGCONT");
      const ended = once(server, "exit");
      spawnSync("umount", ["-l", folder], { stdio: "ignore" });
      process.kill(pid, "SIGTERM");
      await ended;
    },
  };
}

function isThere(program: string): boolean {
  return spawnSync("which", [program], { stdio: "ignore" }).status === 0;
}
