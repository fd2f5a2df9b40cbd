import { mark } from "@rigline/foundation/marks";
import type { PageFile } from "../server/page-file.js";
import { request } from "node:http";

const ANSWER_MS = 3000;

/** A new link of a page that runs already; undefined: it does not run, or is another's. */
export function askForLink({ port, token }: PageFile): Promise<string | undefined> {
  return new Promise((resolve) => {
    const asked = request(
      {
        host: "127.0.0.1",
        port,
        path: "/api/codes",
        method: "POST",
        timeout: ANSWER_MS,
        headers: { authorization: `Bearer ${token}`, host: `127.0.0.1:${port}` },
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => (text += part));
        response.on("end", () => resolve(linkIn(text)));
      },
    );
    asked.on("timeout", () => asked.destroy());
    asked.on("error", () => {
      mark("page: the file of a page that has ended names none");
      resolve(undefined);
    });
    asked.end();
  });
}

function linkIn(text: string): string | undefined {
  try {
    const { link } = JSON.parse(text) as { readonly link?: unknown };
    return typeof link === "string" ? link : undefined;
  } catch {
    return undefined;
  }
}
