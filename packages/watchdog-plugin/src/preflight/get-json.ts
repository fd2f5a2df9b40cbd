import { get as getPlain } from "node:http";
import { get as getSecure } from "node:https";

const LONGEST_ANSWER = 4 * 1024 * 1024;

/** The JSON document at an address. Rejects on any other answer than 200, after `timeoutMs`, and when the signal aborts. */
export function getJson(url: string, timeoutMs: number, signal: AbortSignal): Promise<unknown> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const get = new URL(url).protocol === "https:" ? getSecure : getPlain;
  return new Promise((resolve, reject) => {
    const request = get(url, { signal: limited, headers: { accept: "application/json" } }, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on("data", (chunk: Buffer) => {
        length += chunk.length;
        if (length > LONGEST_ANSWER) request.destroy(new Error(`the answer is longer than ${LONGEST_ANSWER} bytes`));
        else chunks.push(chunk);
      });
      response.on("error", reject);
      response.on("end", () => {
        if (response.statusCode !== 200) return reject(new Error(`it answered ${response.statusCode ?? "nothing"}`));
        try {
          resolve(JSON.parse(Buffer.concat(chunks).toString("utf8")));
        } catch (error) {
          reject(error);
        }
      });
    });
    request.on("error", (error) =>
      reject(limited.aborted && !signal.aborted ? new Error(`no answer in ${timeoutMs} ms`) : error),
    );
  });
}
