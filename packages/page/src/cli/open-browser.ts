import { spawn } from "node:child_process";

/** Opens a link in the browser of whoever is at this computer, as far as there is one. Never fails: the link is printed too. */
export function openBrowser(link: string): void {
  const [program, ...args] =
    process.platform === "win32"
      ? ["rundll32", "url.dll,FileProtocolHandler", link]
      : [process.platform === "darwin" ? "open" : "xdg-open", link];
  if (program === undefined) return;
  const child = spawn(program, args, { stdio: "ignore", detached: true, windowsHide: true });
  child.on("error", () => {});
  child.unref();
}
