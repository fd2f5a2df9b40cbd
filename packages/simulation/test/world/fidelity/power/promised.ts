import type { Step } from "../step.js";
import { describeBytes } from "./picture.js";

interface File {
  text: string;
  flushed: string | undefined;
}

/** What a program has flushed, bytes and names: it has to be there after a power cut. */
export class Promised {
  readonly #nodes = new Map<string, File | "folder">();
  readonly #safeNames = new Set<string>(["here"]);
  readonly #open = new Map<number, File>();

  /** The picture's words for files that have to be in it, after steps that all ended well. */
  get words(): readonly string[] {
    return [...this.#nodes].flatMap(([path, node]) =>
      node !== "folder" && node.flushed === node.text && this.#isSafe(path)
        ? [`${path.slice("here/".length)}=${describeBytes(Buffer.from(node.text))}`]
        : [],
    );
  }

  after(step: Step): void {
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the others promise nothing
    switch (step.call) {
      case "makeFolder":
        return this.#set(step.path, "folder");
      case "createNew":
      case "openAppend": {
        const file: File = { text: "", flushed: undefined };
        this.#set(step.path, file);
        this.#open.set(step.slot, file);
        return;
      }
      case "write":
      case "append": {
        const file = this.#open.get(step.slot);
        if (file !== undefined) file.text += step.text;
        return;
      }
      case "truncate": {
        const file = this.#open.get(step.slot);
        if (file !== undefined) file.text = file.text.slice(0, step.size);
        return;
      }
      case "sync":
      case "syncAppend":
        return flush(this.#open.get(step.slot));
      case "close":
        this.#open.delete(step.slot);
        return;
      case "flushFile":
        return flush(this.#nodes.get(step.path));
      case "syncFolder":
        for (const path of this.#nodes.keys())
          if (path.startsWith(`${step.path}/`) && !path.slice(step.path.length + 1).includes("/"))
            this.#safeNames.add(path);
        return;
      case "removeFile":
      case "removeFolder":
        this.#nodes.delete(step.path);
        this.#safeNames.delete(step.path);
        return;
      case "rename":
        return this.#move(step.path, step.to);
      default:
    }
  }

  #set(path: string, node: File | "folder"): void {
    this.#nodes.set(path, node);
    this.#safeNames.delete(path);
  }

  #move(from: string, to: string): void {
    if (from === to) return;
    for (const [path, node] of Array.from(this.#nodes)) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      const wasSafe = this.#safeNames.has(path);
      this.#nodes.delete(path);
      this.#safeNames.delete(path);
      const moved = to + path.slice(from.length);
      this.#set(moved, node);
      if (wasSafe && path !== from) this.#safeNames.add(moved);
    }
  }

  #isSafe(path: string): boolean {
    if (!this.#safeNames.has(path)) return false;
    return path === "here" || this.#isSafe(path.slice(0, path.lastIndexOf("/")));
  }
}

function flush(node: File | "folder" | undefined): void {
  if (node !== undefined && node !== "folder") node.flushed = node.text;
}

/** Whether a step did what it says. */
export function isDone(outcome: string): boolean {
  return !/^(E[A-Z]+|closed)$/.test(outcome);
}
