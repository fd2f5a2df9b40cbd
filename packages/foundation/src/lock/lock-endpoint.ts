import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where the lock of a name is held. */
export interface LockEndpoint {
  /** What `node:net` listens on and connects to. */
  readonly address: string;
  /** The address is a file, which stays behind when its process is killed. */
  readonly isFile: boolean;
  /** Tells who holds the lock when the holder itself can't answer. */
  readonly sidecar: string;
}

/**
 * Linux frees an abstract socket and Windows a named pipe when the process ends, however it ends. Elsewhere it is a
 * socket file. The name is hashed: it may hold any character, and addresses are short (104 bytes on macOS).
 */
export function lockEndpoint(
  name: string,
  platform: NodeJS.Platform = process.platform,
  folder: string = tmpdir(),
): LockEndpoint {
  const id = `rigline-${createHash("sha256").update(name, "utf8").digest("hex").slice(0, 32)}`;
  const sidecar = join(folder, `${id}.holder.json`);
  if (platform === "linux" || platform === "android") return { address: `\0${id}`, isFile: false, sidecar };
  if (platform === "win32") return { address: `\\\\.\\pipe\\${id}`, isFile: false, sidecar };
  return { address: join(folder, `${id}.sock`), isFile: true, sidecar };
}
