import { userInfo } from "node:os";
import { mark } from "../marks/index.js";

/** Who runs this process and where, as it is put on record with what was asked for: `ada@rig-4a`. */
export function userAt(hostname: string, ask: () => { readonly username: string } = userInfo): string {
  return `${userName(ask)}@${hostname}`;
}

/** Who runs this process. An id that the system has no name for, as in containers, is `unknown`. */
export function userName(ask: () => { readonly username: string } = userInfo): string {
  try {
    return ask().username;
  } catch {
    mark("platform: an account without a name is unknown");
    return "unknown";
  }
}
