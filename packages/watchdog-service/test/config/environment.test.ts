import { expect, onTestFinished, test, vi } from "vitest";
import { readVariables, readWorkerVariables } from "../../src/config/environment.js";

test("a worker has its daemon's environment but for the certificates, which it would read for nothing: it is told where they are", () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv("NODE_EXTRA_CA_CERTS", "/etc/ssl/institute.pem");
  const { NODE_EXTRA_CA_CERTS: read, DAEMON_EXTRA_CA_CERTS: told, ...rest } = readWorkerVariables();
  const { NODE_EXTRA_CA_CERTS: ofDaemon, DAEMON_EXTRA_CA_CERTS: _none, ...others } = readVariables();
  expect([ofDaemon, read, told]).toEqual(["/etc/ssl/institute.pem", undefined, "/etc/ssl/institute.pem"]);
  expect(rest).toEqual(others);
});
