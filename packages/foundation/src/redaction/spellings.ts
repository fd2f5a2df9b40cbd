/** Less of a base64 text is no longer one secret's alone. */
const SHORTEST_BASE64 = 10;

/** A secret as other texts spell it: as it is, within JSON, percent-encoded, within base64; the same of what it decodes to. */
export function spellingsOf(secret: string): string[] {
  const plain = [...new Set([secret, orItself(decodeURIComponent, secret)])];
  return [
    ...new Set(
      plain.flatMap((text) => [
        text,
        JSON.stringify(text).slice(1, -1),
        orItself(encodeURIComponent, text),
        ...inBase64(text),
      ]),
    ),
  ];
}

/** A lone % can't be decoded, half a character not encoded. */
function orItself(change: (text: string) => string, text: string): string {
  try {
    return change(text);
  } catch {
    return text;
  }
}

/** Where it starts in what was encoded (`user:secret`) decides its letters: three ways, each without what neighbours share. */
function inBase64(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((before) => {
    const whole = Math.floor((before + bytes.length) / 3) * 4;
    const shared = Math.ceil((before * 8) / 6);
    const letters = Buffer.concat([Buffer.alloc(before), bytes])
      .toString("base64")
      .slice(shared, whole);
    return letters.length < SHORTEST_BASE64 ? [] : [letters, letters.replaceAll("+", "-").replaceAll("/", "_")];
  });
}
