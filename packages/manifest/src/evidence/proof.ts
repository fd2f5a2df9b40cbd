import { z } from "zod";
import { describeReadBack, type ReadBack } from "../job/read-back.js";

/**
 * By what it is known that a copy arrived. `bytes`: it was read back and compared with its source byte by byte. `server-hash`: the store
 * has computed a sha256 of what it took, and that is the source's. `read-back`: it was fetched back from the store, and has the source's sha256.
 */
export const ProofSchema = z.enum(["bytes", "server-hash", "read-back"]);

export type Proof = z.output<typeof ProofSchema>;

/** Of two copies, how both are known; what was only told by the store is the weaker. */
export function weakerProof(one: Proof, other: Proof): Proof {
  if (one === "server-hash" || other === "server-hash") return "server-hash";
  return one === "bytes" ? other : one;
}

/** For a person. `proof` undefined: of a folder, or of a job of before. */
export function describeProof({
  proof,
  readBack,
}: {
  readonly proof?: Proof | undefined;
  readonly readBack?: ReadBack | undefined;
}): string {
  if (proof === "server-hash") return "each file's sha256 as the store has computed it";
  if (proof === "read-back") return "each file fetched back from the store";
  return describeReadBack(readBack);
}
