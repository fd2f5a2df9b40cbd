import type { Network } from "@rigline/foundation/http";

/** Loaded with the first question: most sessions ask nothing of the network. */
export const lazyNetwork: Network = {
  getJson: async (...asked) => (await load()).getJson(...asked),
  reach: async (...asked) => (await load()).reach(...asked),
};

async function load(): Promise<Network> {
  const { systemNetwork } = await import("@rigline/foundation/http");
  return systemNetwork;
}
