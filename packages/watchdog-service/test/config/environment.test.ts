import { expect, test, vi } from "vitest";
import { readVariables, readWorkerVariables } from "../../src/config/environment.js";

test("a worker has its daemon's environment but for the certificates, which it would read for nothing", () => {
  vi.stubEnv("NODE_EXTRA_CA_CERTS", "/etc/ssl/institute.pem");
  const { NODE_EXTRA_CA_CERTS: ofWorker, ...rest } = readWorkerVariables();
  const { NODE_EXTRA_CA_CERTS: ofDaemon, ...others } = readVariables();
  expect([ofDaemon, ofWorker]).toEqual(["/etc/ssl/institute.pem", undefined]);
  expect(rest).toEqual(others);
  vi.unstubAllEnvs();
});
