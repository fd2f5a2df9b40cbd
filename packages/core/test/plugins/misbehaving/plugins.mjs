// Plugins' hooks that do what no plugin should.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { exit } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

export const exits = { ready: () => process.exit(3) };

export const exitsByName = { ready: async () => exit(4) };

export const exitsAfterAwait = {
  ready: async () => {
    await sleep(1);
    process.exit(5);
  },
};

export const strayExit = { ready: () => void setTimeout(() => process.exit(6), 1) };

export const strayRejection = {
  ready: () => {
    void Promise.reject(new Error("nobody awaited this"));
  },
};

export const strayException = {
  ready: () => {
    setTimeout(() => {
      throw new Error("nobody caught this");
    }, 1);
  },
};

export const strayText = {
  ready: () => {
    setTimeout(() => {
      throw "just text";
    }, 1);
  },
};

export const leaves = {
  ready: async () => {
    setInterval(() => {}, 60_000);
    setInterval(() => {}, 60_000).unref();
    clearInterval(setInterval(() => {}, 60_000));
    await sleep(1);
    spawn(process.execPath, ["-e", "setTimeout(() => {}, 2_000)"]);
    const server = createServer();
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const closed = createServer();
    await new Promise((resolve) => closed.listen(0, "127.0.0.1", resolve));
    await new Promise((resolve) => closed.close(resolve));
  },
};
