import { join } from "node:path";
import { z } from "zod";
import { mark } from "@rigline/foundation/marks";
import { type FileSystem, readJson, removeQuietly, writeDurably } from "@rigline/foundation/platform";
import { SESSION_FOLDER } from "../session/session-places.js";

/** What somebody at another terminal wants of the session that runs. */
export interface PauseWish {
  readonly wish: "pause" | "continue";
  /** `user@host`. */
  readonly by: string;
  readonly reason?: string | undefined;
}

const PauseWishSchema: z.ZodType<PauseWish> = z.object({
  wish: z.enum(["pause", "continue"]),
  by: z.string(),
  reason: z.string().optional(),
});

/** Leaves a wish in the session's folder, where its launcher takes it; one that was not taken yet is replaced. Throws STORAGE_WRITE_FAILED. */
export function leaveWish(fileSystem: FileSystem, directory: string, wish: PauseWish): void {
  writeDurably(wishFile(directory), JSON.stringify(wish), { fileSystem });
}

export function isWishTaken(fileSystem: FileSystem, directory: string): boolean {
  return !fileSystem.exists(wishFile(directory));
}

export function takeWishBack(fileSystem: FileSystem, directory: string): void {
  removeQuietly(fileSystem, wishFile(directory));
}

/** For the launcher of the session: each wish once. */
export function takeWish(fileSystem: FileSystem, directory: string): PauseWish | undefined {
  const file = wishFile(directory);
  if (!fileSystem.exists(file)) return undefined;
  try {
    return PauseWishSchema.parse(readJson(fileSystem, file));
  } catch {
    mark("pause: a wish that can't be read is none");
    return undefined;
  } finally {
    removeQuietly(fileSystem, file);
  }
}

function wishFile(directory: string): string {
  return join(directory, SESSION_FOLDER, "pause-wish.json");
}
