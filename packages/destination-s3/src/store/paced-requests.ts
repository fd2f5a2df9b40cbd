import { Readable } from "node:stream";
import type { S3 } from "@aws-sdk/client-s3";

/** Told of bytes right before they are sent, or when they came: it resolves, or returns, when they are within the limit. */
export type Pace = (bytes: number) => void | Promise<void>;

/** So much at once: of a slow line a second's worth may not come in one piece. */
const PIECE_BYTES = 64 * 1024;

/** Has all that a client sends held to a limit. Signed and hashed is the whole body; each try sends it anew. */
export function paceRequests(client: S3, pace: Pace): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const { body } = args.request as { body?: unknown };
      if (body instanceof Uint8Array && body.length > 0)
        return next({ ...args, request: Object.assign(args.request as object, { body: inPieces(body, pace) }) });
      return next(args);
    },
    { step: "deserialize", priority: "low", name: "riglinePace" },
  );
}

function inPieces(body: Uint8Array, pace: Pace): Readable {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let from = 0; from < body.length; from += PIECE_BYTES) {
      const piece = body.subarray(from, from + PIECE_BYTES);
      await pace(piece.length);
      yield piece;
    }
  }
  return Readable.from(pieces());
}
