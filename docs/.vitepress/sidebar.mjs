import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const README = fileURLToPath(new URL("../README.md", import.meta.url));

/**
 * The list of the pages is docs/README.md: its headings are the groups, its links the pages, in their order. A page that it
 * does not name fails a test.
 *
 * @param {string} [text] Markdown.
 */
export function readSidebar(text = readFileSync(README, "utf8")) {
  const [, ...groups] = text.split(/^## /m);
  return groups.map((group, at) => {
    const items = [...group.matchAll(/\[([^\]]+)\]\(([\w/-]+)\.md\)/g)].map(([, name = "", path = ""]) => ({
      text: name.replace(/^./, (letter) => letter.toUpperCase()),
      link: `/${path}`,
    }));
    return { text: group.split("\n", 1)[0] ?? "", collapsed: at > 3, items };
  });
}
