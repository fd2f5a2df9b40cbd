import { join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { execa } from "execa";
import { expect, test } from "vitest";
import { publishManifest } from "../../src/transfer/publish-manifest.js";
import { pythonWithPackages } from "../../../../test/interop/python.js";
import { makePlaces } from "../support/make-places.js";

/** Prints each event that aind-watchdog-service's observer would be told of, until its input ends. */
const OBSERVER = `
import sys
from watchdog.events import FileSystemEventHandler
from watchdog.observers import Observer

class Handler(FileSystemEventHandler):
    def on_any_event(self, event):
        print(type(event).__name__, event.src_path, flush=True)

observer = Observer()
observer.schedule(Handler(), sys.argv[1])
observer.start()
print("ready", flush=True)
sys.stdin.read()
observer.stop()
observer.join()
`;

// What aind-watchdog-service watches its flag folder with.
const python = await pythonWithPackages(["watchdog==6.0.0"]);

test.skipIf(python === undefined)(
  "python-watchdog (needs python3 and PyPI) sees a published manifest as one created file",
  async () => {
    const places = makePlaces();
    const observer = execa(python ?? "", ["-c", OBSERVER, places.flagFolder]);
    const events: string[] = [];
    for await (const line of observer) {
      if (line === "ready") {
        publishManifest(nodeFileSystem, places, { name: "x", render: () => "name: x\n", isSameSession: () => false });
      } else events.push(line);
      if (line.startsWith("FileCreatedEvent")) observer.stdin.end();
    }
    await observer;
    const manifest = join(places.flagFolder, "manifest_x.yaml");
    expect(events.filter((event) => event.includes("manifest_"))).toEqual([`FileCreatedEvent ${manifest}`]);
  },
);
