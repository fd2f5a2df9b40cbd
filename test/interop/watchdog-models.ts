import { askScript } from "./ask-program.js";

/** What aind-watchdog-service made of a manifest's text: its values, the body it would post, its own writing of it (without a request). */
export type ServiceReading =
  | { readonly error: string }
  | { readonly values: Readonly<Record<string, unknown>>; readonly body: unknown; readonly written: string };

const SCRIPT = String.raw`
import json, sys, tempfile, warnings, yaml
from pathlib import Path
from aind_watchdog_service.models.manifest_config import IngestedManifest, ManifestConfig, make_standard_transfer_args
warnings.simplefilter("ignore")

answers = []
for document in json.load(open(sys.argv[1], encoding="utf-8")):
    try:
        data = yaml.safe_load(document)
        read = IngestedManifest(**data, checksum_mode="crc32")
        if len(read.modalities) == 0:
            raise ValueError("No data in manifest")  # as its event handler does
        body = read.transfer_service_args
        if body is None:
            body = json.loads(make_standard_transfer_args(read).model_dump_json(round_trip=True))
        with tempfile.TemporaryDirectory() as folder:
            own = ManifestConfig(**{**data, "transfer_service_args": None})
            written = own.write_standard_file(Path(folder)).read_text(encoding="utf-8")
        answers.append({"values": json.loads(read.model_dump_json()), "body": body, "written": written})
    except Exception as error:
        answers.append({"error": f"{type(error).__name__}: {error}"})
json.dump(answers, open(sys.argv[2], "w", encoding="utf-8"))
`;

/** Has the real service's models read many manifests, in one process. */
export function readByService(python: string, documents: readonly string[]): Promise<ServiceReading[]> {
  return askScript(python, SCRIPT, documents);
}

/** What is left where the real service was given a manifest of data that it finds. */
export interface ServiceRun {
  /** What it logged. */
  readonly said: string;
  readonly source: readonly string[];
  readonly flag: readonly string[];
  readonly archive: readonly string[];
}

const RUN = String.raw`
import io, json, logging, sys, tempfile, warnings, yaml
from pathlib import Path
from aind_watchdog_service.models.manifest_config import IngestedManifest
from aind_watchdog_service.models.watch_config import WatchConfig
from aind_watchdog_service.run_job import RunJob
warnings.simplefilter("ignore")

answers = []
for document in json.load(open(sys.argv[1], encoding="utf-8")):
    with tempfile.TemporaryDirectory() as root:
        flag, archive, source = (Path(root) / name for name in ("flag", "archive", "source"))
        for folder in (flag, archive, source):
            folder.mkdir()
        (source / "behavior.csv").write_text("data")
        manifest = flag / "m.yaml"
        manifest.write_text(document, encoding="utf-8")
        said = io.StringIO()
        logging.basicConfig(stream=said, level=logging.INFO, force=True)
        data = {**yaml.safe_load(document), "modalities": {"behavior": [str(source)]}, "schemas": [], "transfer_endpoint": None}
        config = IngestedManifest(**data, checksum_mode="crc32")
        RunJob(str(manifest), config, WatchConfig(flag_dir=str(flag), manifest_complete=str(archive))).run_job()
        names = lambda folder: sorted(path.name for path in folder.iterdir())
        answers.append({"said": said.getvalue(), "source": names(source), "flag": names(flag), "archive": names(archive)})
json.dump(answers, open(sys.argv[2], "w", encoding="utf-8"))
`;

/** Has the real service carry out manifests, each with one file of behavior. */
export function runByService(python: string, documents: readonly string[]): Promise<ServiceRun[]> {
  return askScript(python, RUN, documents);
}
