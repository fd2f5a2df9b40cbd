import { spawn } from "node:child_process";
import { dirname } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { findPageProgram, type PageOrder } from "@rigline/foundation/page";

interface PageBeside {
  readonly port: number;
  readonly configFile: string;
  /** There is no page: the daemon does its work without. */
  readonly onFailure: (message: string) => void;
}

/** The page of the jobs in a process of its own, which ends with the daemon, however that ends. Returns what ends it. */
export function startPageBeside({ port, configFile, onFailure }: PageBeside): () => void {
  const order: PageOrder = { watchConfig: configFile, port, opens: false, tells: false };
  let isEnded = false;
  const fail = (why: string): void => {
    if (isEnded) return;
    mark("page: a daemon whose page can't be served does its work without");
    onFailure(`no page: ${why}`);
  };
  try {
    const script = findPageProgram([dirname(configFile)]);
    const child = spawn(process.execPath, [script, JSON.stringify(order)], {
      stdio: ["pipe", "ignore", "pipe"],
      windowsHide: true,
    });
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors = `${errors}${text}`.slice(-2000)));
    child.on("error", (error) => fail(messageOf(error)));
    child.on("close", (code) => fail(errors.trim().split("\n")[0] || `it ended with exit code ${code}`));
    child.stdin.on("error", () => {});
    child.unref();
    return () => {
      isEnded = true;
      child.stdin.end();
    };
  } catch (error) {
    fail(messageOf(error));
    return () => {};
  }
}
