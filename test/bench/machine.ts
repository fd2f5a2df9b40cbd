import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";

/** What a reader has to know of the machine to judge figures. */
export function describeMachine(): string {
  const memory = Math.round(totalmem() / 1024 ** 3);
  const model = cpus()[0]?.model.trim() ?? "";
  const processor = model === "" || model === "unknown" ? "" : ` (${model})`;
  return `${availableParallelism()} cores${processor}, ${memory} GB, ${type()} ${release()}, Node ${process.versions.node}`;
}

/** How many processes wanted a processor in the last minute; the benchmarks themselves are among them when it is asked at their end. */
export function currentLoad(): string {
  return process.platform === "win32" ? "unknown" : (loadavg()[0] ?? 0).toFixed(1);
}
