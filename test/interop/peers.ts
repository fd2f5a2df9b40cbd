import { fileURLToPath } from "node:url";
import { pythonWithPackages } from "./python.js";

/** What aind-watchdog-service needs to run as a service. Its extra `service` can't be installed: mpetk is not public. */
const SERVICE = [
  "APScheduler==3.11.3",
  "watchdog==7.1.0",
  "crc32c",
  "python-json-logger",
  "requests",
  "truststore",
] as const;

/** What the real programs are installed as, each set into an environment of its own, once. */
const PEERS = {
  // Without its extra `aind-services`: confierge is not public.
  "clabe 0.14.1 and watchdog 0.1.9": [
    "aind-clabe==0.14.1",
    "aind-behavior-services==0.13.9",
    "aind-watchdog-service==0.1.9",
    "PyYAML",
    ...SERVICE,
  ],
  "clabe 0.6.13": [
    "aind-clabe==0.6.13",
    "aind-behavior-services==0.12.5",
    "aind-data-transfer-service==2.2.2",
    "requests",
    "PyYAML",
  ],
  // With later ones it can make no request of its own: they demand an address, which it knows nothing of.
  "watchdog 0.1.6": ["aind-watchdog-service==0.1.6", "aind-data-transfer-service==2.0.2", ...SERVICE],
  "watchdog 0.1.5": ["aind-watchdog-service==0.1.5", ...SERVICE],
  "bagit 1.9.0": ["bagit==1.9.0"],
  "ascmhl 1.2": ["ascmhl==1.2"],
  // The parts of its extra `server` that the server imports.
  "transfer service 2.2.2": [
    "aind-data-transfer-service==2.2.2",
    "fastapi>=0.115.13",
    "starlette<0.47",
    "fastapi-cache2",
    "redis",
    "uvicorn",
    "httpx",
    "authlib",
    "itsdangerous",
    "jinja2",
    "openpyxl",
    "python-multipart",
    "boto3",
    "mypy-boto3-ssm",
  ],
} as const;

export type Peer = keyof typeof PEERS;

/** For `beforeAll`: the first time, installing takes its time. */
export const INSTALL_TIMEOUT = 300_000;

/** The Python that has a peer. Undefined, with the reason printed, when it can't be had. Of several test files that ask at once, one installs. */
export function pythonOf(peer: Peer): Promise<string | undefined> {
  return pythonWithPackages(PEERS[peer]);
}

export const PROGRAMS = fileURLToPath(new URL("programs/", import.meta.url));
