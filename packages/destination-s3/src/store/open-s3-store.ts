import { S3 } from "@aws-sdk/client-s3";
import { partBytes, type RemoteStore } from "@rigline/foundation/stores";
import { type Pace, paceRequests } from "./paced-requests.js";
import { placeInS3, type S3Place } from "./s3-store.js";

/** What is not said here the kit of AWS finds where it always does: variables, `~/.aws`, the machine's own role. */
export interface S3Options {
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  /** The bucket stands in the path and not in the host's name. */
  readonly pathStyle?: boolean | undefined;
  readonly profile?: string | undefined;
  /** Certificates to be believed beside the usual ones, PEM. */
  readonly certificates?: string | undefined;
  /** Holds what is sent and fetched to a limit; absent: there is none. */
  readonly pace?: Pace | undefined;
}

const CONNECT_MS = 10_000;
/** Without a byte from the store. */
const SILENT_MS = 60_000;
/** A place in a store of the S3 kind. What it says of credentials stays in the kit: nothing here reads or tells them. */
export async function openS3Store(place: S3Place, options: S3Options = {}): Promise<RemoteStore> {
  const client = await connect(options);
  const { pace } = options;
  if (pace !== undefined) paceRequests(client, pace);
  return placeInS3(client, place, { pace, partBytes });
}

async function connect({ endpoint, region, pathStyle, profile, certificates }: S3Options): Promise<S3> {
  // A store that is not AWS's has regions by name only, and the kit does nothing without one.
  const fallback = endpoint === undefined || region !== undefined ? {} : { region: "us-east-1" };
  return new S3({
    ...(endpoint === undefined ? {} : { endpoint }),
    ...fallback,
    ...(region === undefined ? {} : { region }),
    ...(pathStyle === true ? { forcePathStyle: true } : {}),
    ...(profile === undefined ? {} : { profile }),
    // What is sent has its sha256 with it already; of what comes back we take it ourselves.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      // Of a request that takes long because it is held to a limit the kit would warn: what counts is that bytes go.
      socketTimeout: SILENT_MS,
      ...(certificates === undefined ? {} : { httpsAgent: { ca: await believed(certificates), keepAlive: true } }),
    },
  });
}

async function believed(certificates: string): Promise<string[]> {
  const { rootCertificates } = await import("node:tls");
  return [...rootCertificates, certificates];
}
