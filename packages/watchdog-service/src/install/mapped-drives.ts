import { installError } from "./install-errors.js";

/**
 * Throws INSTALL_MAPPED_DRIVE where a folder is on a drive that leads to a share, with the name that has to stand there in its
 * place. `realPath`: as Windows resolves a path; throws what the system says.
 */
export function refuseMappedDrives(
  folders: readonly { readonly name: string; readonly path: string }[],
  realPath: (path: string) => string,
): void {
  for (const { name, path } of folders) {
    const share = shareOf(path, realPath);
    if (share === undefined) continue;
    throw installError("INSTALL_MAPPED_DRIVE", {
      what: `${name} is on the mapped drive ${path.slice(0, 2)}, which what starts with the machine does not have: ${path}`,
      todo: `Write ${share} in its place, in the watch config and in the launcher's config.`,
    });
  }
}

function shareOf(path: string, realPath: (path: string) => string): string | undefined {
  if (!/^[a-z]:/i.test(path)) return undefined;
  try {
    const real = realPath(path);
    return real.startsWith("\\\\") ? real : undefined;
  } catch {
    // What is not there now is told by the look as the account.
    return undefined;
  }
}
