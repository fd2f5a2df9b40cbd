import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const README = fileURLToPath(new URL("../README.md", import.meta.url));

const ALWAYS_OPEN = 4;

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
    const text = group.split("\n", 1)[0] ?? "";
    // What people at a rig need stands open; the rest is a click away.
    return at < ALWAYS_OPEN ? { text, items } : { text, collapsed: true, items };
  });
}
