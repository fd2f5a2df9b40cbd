// `npm start`: one session of the rig in rigline.config.yaml, from the experiment to the submitted job. On a rig this whole
// file is the command `rigline run`; here a receiver takes the place of the transfer service.
import { mkdirSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { main } from "@rigline/core/cli";
import { describeArrivals } from "./print-arrivals.js";
import { startTransferReceiver } from "./transfer-receiver.js";

const config = fileURLToPath(new URL("../rigline.config.yaml", import.meta.url));
// Stands for the server's share, which is there on a rig.
mkdirSync(new URL("../central", import.meta.url), { recursive: true });
const receiver = await startTransferReceiver();
try {
  const endpoint = `watchdog.transfer_endpoint=${receiver.endpoint}`;
  process.exitCode = await main(["run", "--config", config, "--set", endpoint, ...process.argv.slice(2)]);
  process.stdout.write(`\nAt the transfer service\n${describeArrivals(receiver.jobs)}\n`);
  process.stdout.write(
    `\nWhere each session's data are, live in the browser: npx rigline page -c ${relative("", config)}\n`,
  );
} finally {
  await receiver.close();
}
