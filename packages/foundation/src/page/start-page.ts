import { spawn } from "node:child_process";
import { findInstalledProgram } from "../paths/index.js";
import { pageError } from "./page-errors.js";
import type { PageOrder } from "./page-order.js";

/** Addresses of this computer alone; a page is served to nobody else. */
const LOOPBACK: readonly string[] = ["127.0.0.1", "localhost"];

/** A port as it is typed, 0 for one that is free; undefined: it is none. */
export function readPagePort(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
}

/** Throws PAGE_HOST_REFUSED where somebody wants it to be served to other computers. */
export function requireLoopback(host: string): void {
  if (LOOPBACK.includes(host)) return;
  throw pageError("PAGE_HOST_REFUSED", {
    what: `the page is not served at ${host}`,
    why: "whoever reaches the page can cancel what is being handed off; on loopback that is who works at this computer",
  });
}

/**
 * The page's program. `folders`: where it is looked for, and after them from the command that is `running`. Throws
 * PAGE_NOT_INSTALLED.
 */
export function findPageProgram(folders: readonly string[], running?: string): string {
  const script = findInstalledProgram({ packageName: "page", command: "rigline-page" }, folders, running);
  if (script !== undefined) return script;
  throw pageError("PAGE_NOT_INSTALLED", { what: `there is no @rigline/page in ${folders.join(", ")} or above` });
}

/** Serves a page in a process of its own, in the foreground, until that ends. Returns its exit code. Throws PAGE_NOT_INSTALLED. */
export function runPage(order: PageOrder, folders: readonly string[]): Promise<number> {
  const script = findPageProgram(folders);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, JSON.stringify(order)], {
      stdio: ["pipe", "inherit", "inherit"],
    });
    // Ctrl+C reaches both; the page ends by itself, and with it this.
    const ignore = (): void => {};
    process.on("SIGINT", ignore);
    child.on("error", reject);
    child.on("close", (code) => {
      process.off("SIGINT", ignore);
      resolve(code ?? 0);
    });
  });
}
