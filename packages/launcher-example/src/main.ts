// `npm start`: one session of the rig in rigline.config.yaml, from the experiment to the submitted job. On a rig this whole
// file is the command `rigline run`; here a receiver takes the place of the transfer service.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { main } from "@rigline/core/cli";
import { describeJob, drawTree, listArrivals } from "./print-arrivals.js";
import { startTransferReceiver } from "./transfer-receiver.js";

const folder = fileURLToPath(new URL("../", import.meta.url));
const destination = join(folder, "central");
const earlier = new Set(listArrivals(destination));
const receiver = await startTransferReceiver();
try {
  process.exitCode = await main([
    "run",
    "--config",
    join(folder, "rigline.config.yaml"),
    "--set",
    `watchdog.transfer_endpoint=${receiver.endpoint}`,
    ...process.argv.slice(2),
  ]);
  const arrived = listArrivals(destination).filter((session) => !earlier.has(session));
  print("Arrived at the destination", arrived.map(drawTree));
  print("Submitted to the transfer service", receiver.jobs.map(describeJob));
} finally {
  await receiver.close();
}

function print(title: string, lines: readonly string[]): void {
  process.stdout.write(
    `\n${title}\n${lines.length === 0 ? "nothing" : lines.join("\n")}\n`.replaceAll("\n", "\n  ").trimEnd() + "\n",
  );
}
