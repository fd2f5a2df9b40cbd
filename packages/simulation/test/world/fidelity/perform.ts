import type { DiskEntry } from "@rigline/foundation/disk";
import { systemCodeOf, type AppendFile } from "@rigline/foundation/platform";
import type { Ground } from "./ground.js";
import type { HandStep, Script, Step } from "./step.js";

/** What a hand could not do on the real volume, it does not try on the model. */
const UNABLE = "hand unable";

export interface PerformOptions {
  /** The outcomes of a real volume, which tell what other programs could do there. */
  readonly known?: readonly string[];
  /** Called after each step, while its files are still open. False ends the performance. */
  readonly after?: (index: number, outcome: string) => boolean | void;
}

/**
 * Performs a script and gives one outcome a step: the result in words that mean the same everywhere (no inode, no path of the
 * machine, times as far as they were asked for), or the system's code.
 */
export function perform(script: Script, ground: Ground, { known, after }: PerformOptions = {}): readonly string[] {
  const performance = new Performance(ground);
  const outcomes: string[] = [];
  try {
    for (const [index, step] of script.steps.entries()) {
      const outcome = performance.outcome(step, known?.[index]);
      outcomes.push(outcome);
      if (after?.(index, outcome) === false) break;
    }
    return outcomes;
  } finally {
    performance.closeAll();
  }
}

class Performance {
  readonly #ground: Ground;
  readonly #descriptors = new Map<number, number>();
  readonly #appenders = new Map<number, AppendFile>();
  readonly #labels = new Map<string, number>();
  readonly #dated = new Map<string, bigint>();
  #objects = 0;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  outcome(step: Step, known: string | undefined): string {
    if (known?.startsWith(UNABLE) === true) return known;
    try {
      return this.#do(step);
    } catch (error) {
      const code = systemCodeOf(error);
      if (code === undefined) throw error;
      return isHand(step) ? `${UNABLE}: ${code}` : code;
    }
  }

  closeAll(): void {
    for (const slot of [...this.#descriptors.keys(), ...this.#appenders.keys()]) this.#close(slot);
  }

  #do(step: Step): string {
    const { disk, fileSystem, hands } = this.#ground;
    switch (step.call) {
      case "createNew": {
        this.#close(step.slot);
        const descriptor = disk.createNew(this.#path(step), step.mode);
        this.#descriptors.set(step.slot, descriptor);
        return this.#made(disk.inspectOpen(descriptor));
      }
      case "openSource":
        this.#close(step.slot);
        this.#descriptors.set(step.slot, disk.openSource(this.#path(step)));
        return "ok";
      case "openAppend": {
        this.#close(step.slot);
        const made = this.#making(this.#path(step), () => {
          this.#appenders.set(step.slot, fileSystem.openAppend(this.#path(step)));
        });
        return made;
      }
      case "write":
        return this.#with(step.slot, (descriptor) => `${disk.write(descriptor, Buffer.from(step.text))}`);
      case "append":
        return this.#appending(step.slot, (file) => file.append(Buffer.from(step.text)));
      case "truncate":
        return this.#appending(step.slot, (file) => file.truncate(step.size));
      case "syncAppend":
        return this.#appending(step.slot, (file) => file.sync());
      case "size":
        return this.#appending(step.slot, (file) => `${file.size}`);
      case "read":
        return this.#with(step.slot, (descriptor) => {
          const into = new Uint8Array(4);
          return show(into.subarray(0, disk.read(descriptor, into)));
        });
      case "inspectOpen":
        return this.#with(step.slot, (descriptor) => this.#show(disk.inspectOpen(descriptor)));
      case "sync":
        return this.#with(step.slot, (descriptor) => disk.sync(descriptor));
      case "close":
        return this.#close(step.slot);
      case "setModified":
        return this.#with(step.slot, (descriptor) => {
          disk.setModified(descriptor, step.nanoseconds);
          this.#dated.set(keyOf(disk.inspectOpen(descriptor)), step.nanoseconds);
        });
      case "setFolderModified": {
        const path = this.#path(step);
        disk.setFolderModified(path, step.nanoseconds);
        this.#dated.set(keyOf(disk.inspect(path)), step.nanoseconds);
        return "ok";
      }
      case "makeFolder":
        return this.#making(this.#path(step), (path) => disk.makeFolder(path, step.mode));
      case "rename":
        return done(disk.rename(this.#path(step), this.#ground.resolve(step.to)));
      case "fs.rename":
        return done(fileSystem.rename(this.#path(step), this.#ground.resolve(step.to)));
      case "fs.writeNew":
        return this.#making(this.#path(step), (path) => fileSystem.writeNew(path, Buffer.from(step.text)));
      case "inspect":
        return this.#show(disk.inspect(this.#path(step)));
      case "realPath":
        return this.#ground.shorten(disk.realPath(this.#path(step)));
      case "list":
        return inOrder(disk.list(this.#path(step)));
      case "listBytes":
        return inOrder(disk.listBytes(this.#path(step)).map((name) => Buffer.from(name).toString("hex")));
      case "removeFile":
        return done(disk.removeFile(this.#path(step)));
      case "removeFolder":
        return done(disk.removeFolder(this.#path(step)));
      case "flushFile":
        return disk.flushFile(this.#path(step)) ?? "ok";
      case "syncFolder":
        return done(disk.syncFolder(this.#path(step)));
      case "fs.exists":
        return `${fileSystem.exists(this.#path(step))}`;
      case "fs.read":
        return show(fileSystem.read(this.#path(step)));
      case "fs.list":
        return inOrder(fileSystem.list(this.#path(step)).map(({ name, isFolder }) => (isFolder ? `${name}/` : name)));
      case "fs.stat": {
        const { size, isFolder } = fileSystem.stat(this.#path(step));
        return isFolder ? "folder" : `file ${size}`;
      }
      case "fs.makeFolder":
        return this.#making(this.#path(step), (path) => fileSystem.makeFolder(path));
      case "fs.flushFile":
        return done(fileSystem.flushFile(this.#path(step)));
      case "fs.remove":
        return done(fileSystem.remove(this.#path(step)));
      case "fs.syncFolder":
        return done(fileSystem.syncFolder(this.#path(step)));
      case "hand.link":
        return this.#making(this.#path(step), (path) => hands.link(step.target, path));
      case "hand.secondName":
        return done(hands.secondName(this.#path(step), this.#ground.resolve(step.to)));
      case "hand.putBytes":
        return done(hands.putBytes(this.#path(step), Buffer.from(step.hex, "hex")));
    }
  }

  #path({ path }: { readonly path: string }): string {
    return this.#ground.resolve(path);
  }

  /** What is made gets a number of its own, also where its inode was another's. */
  #making(path: string, make: (path: string) => void): string {
    const before = this.#lookUp(path);
    make(path);
    const after = this.#lookUp(path);
    if (before !== undefined || after === undefined) return "ok";
    return this.#made(after);
  }

  #made(entry: DiskEntry): string {
    this.#objects += 1;
    this.#labels.set(keyOf(entry), this.#objects);
    this.#dated.delete(keyOf(entry));
    return `new #${this.#objects}`;
  }

  #lookUp(path: string): DiskEntry | undefined {
    try {
      return this.#ground.disk.inspect(path);
    } catch {
      return undefined;
    }
  }

  #show(entry: DiskEntry): string {
    const size = entry.kind === "folder" ? "" : ` ${entry.size}`;
    const label = this.#labels.get(keyOf(entry)) ?? this.#made(entry);
    return `${entry.kind}${size} ${entry.mode.toString(8)} #${label} ${this.#showTime(entry)}`;
  }

  #showTime(entry: DiskEntry): string {
    const asked = this.#dated.get(keyOf(entry));
    if (asked !== undefined) {
      const off = entry.modifiedNs - asked;
      if (off > -3_000_000_000n && off < 3_000_000_000n) return `asked${off === 0n ? "" : off < 0n ? off : `+${off}`}`;
    }
    const seconds = entry.modifiedNs / 1_000_000_000n;
    return Math.abs(Number(seconds) - this.#ground.now() / 1000) < 86_400 ? "now" : `at ${seconds} s`;
  }

  #with(slot: number, use: (descriptor: number) => string | void): string {
    const descriptor = this.#descriptors.get(slot);
    return descriptor === undefined ? "closed" : (use(descriptor) ?? "ok");
  }

  #appending(slot: number, use: (file: AppendFile) => string | void): string {
    const file = this.#appenders.get(slot);
    return file === undefined ? "closed" : (use(file) ?? "ok");
  }

  #close(slot: number): string {
    const [descriptor, appender] = [this.#descriptors.get(slot), this.#appenders.get(slot)];
    this.#descriptors.delete(slot);
    this.#appenders.delete(slot);
    if (descriptor !== undefined) this.#ground.disk.close(descriptor);
    appender?.close();
    return descriptor === undefined && appender === undefined ? "closed" : "ok";
  }
}

function isHand(step: Step): step is HandStep {
  return step.call.startsWith("hand.");
}

/** Of a call that gives nothing. */
function done(result: void): string {
  return result ?? "ok";
}

function keyOf({ device, inode }: DiskEntry): string {
  return `${device}:${inode}`;
}

/** No file system promises an order. */
function inOrder(names: readonly string[]): string {
  return JSON.stringify([...names].map(withoutNumber).sort());
}

function show(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("utf8");
  return JSON.stringify(text.length <= 40 ? text : `${text.slice(0, 20)}… ${bytes.length} bytes`);
}

/** A file that is removed while it is open keeps a name on some file systems, with a number that is never the same. */
function withoutNumber(name: string): string {
  return name.replace(/^(\.nfs|\.ghost-ntfs-3g-)[0-9a-f]{16,}$/, "$1…");
}
