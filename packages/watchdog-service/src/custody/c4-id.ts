const DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const LENGTH = 88;

/** What ASC MHL calls a hash of these bytes: SMPTE ST 2114's C4 id, a sha512 in base 58. `digest`: its 64 bytes. */
export function c4IdOf(digest: Uint8Array): string {
  let rest = BigInt(`0x${Buffer.from(digest).toString("hex")}`);
  let id = "";
  for (; rest > 0n; rest /= 58n) id = DIGITS.charAt(Number(rest % 58n)) + id;
  return `c4${id.padStart(LENGTH, DIGITS.charAt(0))}`;
}
