import { expect, test } from "vitest";
import { setCertificatesAside, withCertificates } from "./certificates.js";

test("what a run starts reads no further authorities; what asks a registry gets them back", () => {
  const environment: NodeJS.ProcessEnv = { PATH: "/bin", NODE_EXTRA_CA_CERTS: "/etc/authorities.pem" };
  setCertificatesAside(environment);
  expect(environment["NODE_EXTRA_CA_CERTS"]).toBeUndefined();
  // In a run that this one is a test of, too.
  setCertificatesAside(environment);
  expect(withCertificates(environment)).toMatchObject({ PATH: "/bin", NODE_EXTRA_CA_CERTS: "/etc/authorities.pem" });
  expect(withCertificates({ PATH: "/bin" })).toEqual({ PATH: "/bin" });
  // Of this very run.
  expect(process.env["NODE_EXTRA_CA_CERTS"]).toBeUndefined();
});
