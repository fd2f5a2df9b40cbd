import { join } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { pageError } from "@rigline/foundation/page";
import { mark } from "@rigline/foundation/marks";
import { makeFolderDurably, readJson, type FileSystem } from "@rigline/foundation/platform";
import { z } from "zod";

/** Where a page that runs is found by the commands of the same user, with the token for scripts. */
const PageFileSchema = z.object({ port: z.number(), pid: z.number(), token: z.string() });
export type PageFile = z.output<typeof PageFileSchema>;

function pageFilePath(folder: string): string {
  return join(folder, "page.json");
}

/**
 * Only this user may read it: by its mode, on Windows by `restrict`, which is called before anything stands in it. Throws
 * PAGE_FILE_NOT_PRIVATE.
 */
export async function writePageFile(
  fileSystem: FileSystem,
  folder: string,
  { page, restrict }: { readonly page: PageFile; readonly restrict: (path: string) => Promise<void> },
): Promise<void> {
  const path = pageFilePath(folder);
  try {
    makeFolderDurably(fileSystem, folder);
    fileSystem.remove(path);
    fileSystem.writeNew(path, new Uint8Array(), 0o600);
    await restrict(path);
    const file = fileSystem.openAppend(path);
    try {
      file.append(Buffer.from(`${JSON.stringify(page)}\n`));
    } finally {
      file.close();
    }
  } catch (cause) {
    mark("page: without a file that is this user's alone no page is served");
    throw pageError("PAGE_FILE_NOT_PRIVATE", {
      what: `${path} can't be written for this user alone: ${messageOf(cause)}`,
      where: { file: path },
      cause,
    });
  }
}

/** Undefined: there is none, or it can't be read. */
export function readPageFile(fileSystem: FileSystem, folder: string): PageFile | undefined {
  const path = pageFilePath(folder);
  try {
    return fileSystem.exists(path) ? PageFileSchema.parse(readJson(fileSystem, path)) : undefined;
  } catch {
    mark("page: the file of another page that can't be read names none");
    return undefined;
  }
}

/** Only the own one: another page may have taken its place. */
export function removePageFile(fileSystem: FileSystem, folder: string, token: string): void {
  if (readPageFile(fileSystem, folder)?.token === token) fileSystem.remove(pageFilePath(folder));
}
