import { createHash } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { RingExit, type RingMemory } from "./piece-ring.js";

const ring = new RingExit(workerData as RingMemory);

parentPort?.on("message", (algorithm: string) => {
  try {
    const hash = createHash(algorithm);
    ring.drain((piece) => void hash.update(piece));
    ring.answer(hash.digest());
  } catch {
    ring.fail();
  }
});
ring.ready();
