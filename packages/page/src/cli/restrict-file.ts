import { execFile } from "node:child_process";
import { userInfo } from "node:os";
import { promisify } from "node:util";
import { windowsTool } from "@rigline/foundation/paths";
import { systemVariables } from "../config/environment.js";

/** On Windows, where a file has no mode, its list of rights names this user alone. Rejects where that can't be done. */
export async function restrictFile(path: string): Promise<void> {
  if (process.platform !== "win32") return;
  const icacls = windowsTool("icacls.exe", systemVariables());
  await promisify(execFile)(icacls, [path, "/inheritance:r", "/grant:r", `${userInfo().username}:F`], {
    windowsHide: true,
  });
}
