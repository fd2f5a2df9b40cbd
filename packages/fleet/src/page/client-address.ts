import type { IncomingMessage } from "node:http";
import type { Context } from "hono";

/**
 * From which address somebody asks; null: that is not known. A proxy on this computer is believed who it says was before it, and only the last
 * of them, whom it has seen itself.
 */
export function addressOf(context: Context): string | null {
  const { incoming } = (context.env ?? {}) as { readonly incoming?: IncomingMessage };
  const peer = incoming?.socket.remoteAddress?.replace(/^::ffff:/u, "") ?? null;
  if (peer !== "127.0.0.1" && peer !== "::1") return peer;
  const [told] = (context.req.header("x-forwarded-for") ?? "").split(",").toReversed();
  const address = told?.trim() ?? "";
  return /^[\da-fA-F.:]{2,45}$/u.test(address) ? address : peer;
}
