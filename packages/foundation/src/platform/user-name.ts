import { userInfo } from "node:os";
import { mark } from "../marks/index.js";

/** Who runs this process, as the system names him; `unknown` for an id that the system has no name for, as in containers. */
export function userName(ask: () => { readonly username: string } = userInfo): string {
  try {
    return ask().username;
  } catch {
    mark("platform: an account without a name is unknown");
    return "unknown";
  }
}
